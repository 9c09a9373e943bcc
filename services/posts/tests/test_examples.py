"""The examples of the API document: the operations of this service, as people use them one after the other."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import FollowFactory, PersonFactory, PostFactory

from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from posts.services.explore import explore_refresh
from posts.services.texts import text_find
from posts.services.trends import trends_refresh

POSTS = "/api/v1/posts/"
TEXT = "The engine weaves algebraic patterns. #looms"


@pytest.fixture
def ada(api, examples):
    """Return the client of an author."""
    author = PersonFactory(username="ada", display_name="Ada Lovelace")
    return examples.watch(api(author.id, "ada"))


@pytest.fixture
def grace(api, examples):
    """Return the client of a reader."""
    reader = PersonFactory(username="grace", display_name="Grace Hopper")
    return examples.watch(api(reader.id, "grace"))


@pytest.mark.usefixtures("stored")
def test_the_examples_are_what_is_answered(ada, grace):
    post = ada.post(POSTS, {"text": "The engine weaves patterns.", "visibility": "followers"}).json()
    FollowFactory(follower_id=_id_of(grace), followee_id=post["author"]["id"])
    _edit(ada, f"{POSTS}{post['id']}/")
    _read(grace, f"{POSTS}{post['id']}/", post["author"]["id"])
    _quote(grace, post["id"])
    _like(grace, f"{POSTS}{post['id']}/")
    _share(grace, f"{POSTS}{post['id']}/")
    _bookmark(grace, f"{POSTS}{post['id']}/")
    _comment(grace, f"{POSTS}{post['id']}/comments/")
    _illustrate(ada)
    ada.delete(f"{POSTS}{post['id']}/")
    _schedule(ada)
    _draft(ada)


def _id_of(client):
    """Return the account's id, from the author of a post that only it sees."""
    return client.post(POSTS, {"text": "A draft.", "visibility": "private"}).json()["author"]["id"]


def _edit(client, post):
    client.put(post, {"text": TEXT, "title": "Note G", "language": "en", "reply_policy": "everyone"})
    client.patch(post, {"visibility": "public"})
    client.get(f"{post}history/")
    client.put(f"{post}pin/")
    client.post(f"{post}pin/")
    client.delete(f"{post}pin/")


def _read(client, post, author_id):
    client.get(post)
    client.get(f"{POSTS}?author={author_id}")
    client.get(f"/api/v1/users/{author_id}/posts/")
    client.get("/api/v1/hashtags/looms/posts/")
    for name in ("mary", "joan", "jean"):
        writer = PersonFactory(username=name, display_name=name.title())
        text_find(PostFactory(author_id=writer.id, text="Looms everywhere. #looms", hashtags=["looms"]))
    trends_refresh()
    explore_refresh()
    client.get("/api/v1/trends/")
    client.get("/api/v1/explore/?limit=1")
    client.get("/api/v1/activity/?limit=1")
    client.get("/api/v1/search/?q=looms+from:mary")
    client.get("/api/v1/search/?q=mary&type=people")
    client.get("/api/v1/feed/?limit=1")


def _quote(client, post_id):
    client.post(POSTS, {"text": "This is the whole idea.", "quote_of": post_id})


def _like(client, post):
    client.put(f"{post}like/")
    client.post(f"{post}like/")
    client.get(f"{post}likes/")
    client.get("/api/v1/likes/")
    client.delete(f"{post}like/")


def _share(client, post):
    client.put(f"{post}share/")
    client.post(f"{post}share/")
    client.get(f"{post}shares/")
    client.delete(f"{post}share/")


def _bookmark(client, post):
    client.put(f"{post}bookmark/")
    client.post(f"{post}bookmark/")
    client.get("/api/v1/bookmarks/")
    client.delete(f"{post}bookmark/")


def _illustrate(client):
    sent = {"file": upload(content(pixels())), "alt": "A card of a loom"}
    medium = client.post("/api/v1/media/", sent, format="multipart").json()
    address = f"/api/v1/media/{medium['id']}/"
    client.get(address)
    client.put(address, {"alt": "A card of a loom, with holes"})
    client.patch(address, {"alt": "A card of a loom with holes"})
    client.delete(address)


def _comment(client, comments):
    one = client.post(comments, {"text": "And it never tires."}).json()
    client.post(comments, {"text": "Unlike us.", "reply_to": one["id"]})
    client.get(f"{comments}?limit=1")
    address = f"/api/v1/comments/{one['id']}/"
    client.get(f"{address}replies/")
    for method in (client.put, client.post, client.delete):
        method(f"{address}like/")
    client.put(f"{address}like/")
    client.get(f"{address}likes/")
    client.put(address, {"text": "And it never tires!"})
    client.patch(address, {"text": "And it never gets tired."})
    client.get(address)
    client.delete(address)
    client.get(f"{comments}?order=newest&limit=2")


def _schedule(client):
    in_a_week = f"{timezone.now() + timedelta(days=7):%Y-%m-%dT%H:%M:%S.%fZ}"
    scheduled = client.post(POSTS, {"text": "Tomorrow's weaving.", "publish_at": in_a_week}).json()
    address = f"/api/v1/scheduled-posts/{scheduled['id']}/"
    client.get("/api/v1/scheduled-posts/")
    client.get(address)
    client.patch(address, {"text": "Next week's weaving."})
    client.put(address, {"publish_at": in_a_week})
    client.delete(address)


def _draft(client):
    draft = client.post("/api/v1/drafts/", {"title": "Note H"}).json()
    address = f"/api/v1/drafts/{draft['id']}/"
    client.get("/api/v1/drafts/")
    client.get(address)
    client.patch(address, {"text": "Not finished"})
    client.put(address, {"text": "Finished."})
    client.post(f"{address}publish/")
    client.delete(f"/api/v1/drafts/{client.post('/api/v1/drafts/', {}).json()['id']}/")
