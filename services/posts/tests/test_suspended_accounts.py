"""What a suspended account made is shown to nobody else, and again when it is reinstated."""

import pytest
from django.utils import timezone
from factories import CommentFactory, FollowFactory, LikeFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from contracts.accounts import AccountStateChanged

pytestmark = pytest.mark.django_db

POSTS = "/api/v1/posts/"


@pytest.fixture
def author():
    return PersonFactory(username="spammer")


@pytest.fixture
def follower(author):
    return FollowFactory(followee_id=author.id).follower_id


@pytest.fixture
def change(deliver, author):
    """Return a function that gives the author another state; each call is a newer version."""
    versions = iter(range(2, 100))

    def become(state: str) -> None:
        event = {"account_id": author.id, "state": state, "changed_at": timezone.now(), "version": next(versions)}
        deliver(AccountStateChanged(**event), times=2)

    return become


def shown(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_posts_are_hidden_from_every_list_and_by_id(api, author, follower, change, feed, state):
    post = PostFactory(author_id=author.id, text="Buy this")
    CommentFactory(post=post)
    readers = [None, uuid7(), follower]
    lists = [POSTS, f"{POSTS}?author={author.id}", f"/api/v1/users/{author.id}/posts/"]
    paths = ["", "comments/", "likes/"]

    change(state)

    for reader in readers:
        client = api(reader) if reader else api()
        assert [shown(client.get(address)) for address in lists] == [[], [], []]
        assert [client.get(f"{POSTS}{post.id}/{path}").status_code for path in paths] == [404] * 3
        assert client.get("/api/v1/users/@spammer/posts/").status_code == 404
    assert feed(follower) == []
    assert api(follower).put(f"{POSTS}{post.id}/like/").status_code == 404
    assert api(follower).post(f"{POSTS}{post.id}/comments/", {"text": "Why?"}).status_code == 404

    change("active")

    for reader in readers:
        client = api(reader) if reader else api()
        assert [shown(client.get(address)) for address in lists] == [[str(post.id)]] * 3
        assert [client.get(f"{POSTS}{post.id}/{path}").status_code for path in paths] == [200] * 3
    assert feed(follower) == ["Buy this"]


def test_its_comments_and_likes_are_hidden_under_posts_of_others(api, author, change):
    post = PostFactory()
    LikeFactory(post=post, liker_id=author.id)
    comment = CommentFactory(post=post, author_id=author.id)
    reply = CommentFactory(post=post, reply_to=comment)
    reader = api(uuid7())
    lists = [f"{POSTS}{post.id}/comments/", f"{POSTS}{post.id}/likes/"]
    paths = [f"/api/v1/comments/{comment.id}/", f"/api/v1/comments/{comment.id}/replies/"]
    before = [shown(reader.get(address)) for address in lists]

    change("suspended")

    for client in (reader, api(), api(post.author_id)):
        assert [shown(client.get(address)) for address in lists] == [[str(reply.id)], []]
        assert [client.get(path).status_code for path in paths] == [404, 404]
    answer = reader.post(f"{POSTS}{post.id}/comments/", {"text": "No", "reply_to": str(comment.id)})
    assert answer.status_code == 400
    assert api(post.author_id).delete(paths[0]).status_code == 404

    change("active")

    assert [shown(reader.get(address)) for address in lists] == before
    assert [reader.get(path).status_code for path in paths] == [200, 200]


def test_a_post_that_was_published_just_before_is_in_feeds_afterwards(author, follower, change, feed, deliver):
    from factories import published

    assert feed(follower) == []
    post = PostFactory(author_id=author.id, text="Just before")
    change("suspended")
    deliver(published(post))

    assert feed(follower) == []
    change("active")
    assert feed(follower) == ["Just before"]
