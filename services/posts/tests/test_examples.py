"""The examples of the API document: the operations of this service, as people use them one after the other."""

import pytest
from factories import FollowFactory, PersonFactory

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


def test_the_examples_are_what_is_answered(ada, grace):
    post = ada.post(POSTS, {"text": "The engine weaves patterns.", "visibility": "followers"}).json()
    FollowFactory(follower_id=_id_of(grace), followee_id=post["author"]["id"])
    _edit(ada, f"{POSTS}{post['id']}/")
    _read(grace, f"{POSTS}{post['id']}/", post["author"]["id"])
    _like(grace, f"{POSTS}{post['id']}/")
    _comment(grace, f"{POSTS}{post['id']}/comments/")
    ada.delete(f"{POSTS}{post['id']}/")


def _id_of(client):
    """Return the account's id, from the author of a post that only it sees."""
    return client.post(POSTS, {"text": "A draft.", "visibility": "private"}).json()["author"]["id"]


def _edit(client, post):
    client.put(post, {"text": TEXT, "title": "Note G", "language": "en"})
    client.patch(post, {"visibility": "public"})


def _read(client, post, author_id):
    client.get(post)
    client.get(f"{POSTS}?author={author_id}")
    client.get(f"/api/v1/users/{author_id}/posts/")
    client.get("/api/v1/feed/?limit=1")


def _like(client, post):
    client.put(f"{post}like/")
    client.post(f"{post}like/")
    client.get(f"{post}likes/")
    client.delete(f"{post}like/")


def _comment(client, comments):
    one = client.post(comments, {"text": "And it never tires."}).json()
    client.post(comments, {"text": "Unlike us.", "reply_to": one["id"]})
    client.get(f"{comments}?limit=1")
    address = f"/api/v1/comments/{one['id']}/"
    client.get(f"{address}replies/")
    client.put(address, {"text": "And it never tires!"})
    client.patch(address, {"text": "And it never gets tired."})
    client.get(address)
    client.delete(address)
