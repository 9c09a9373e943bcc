"""Own comments and likes under posts that their author may no longer read: they can be read and withdrawn."""

import pytest
from factories import CommentFactory, LikeFactory, PostFactory, follow_changed, follower_of

from chassis.ids import uuid7
from posts.models import Comment, Like, Post

POSTS = "/api/v1/posts/"


@pytest.fixture(params=["unfollowed", "narrowed"])
def lose_access(request, api, deliver):
    """Return a function after which somebody may no longer read a post."""

    def lose(post, account_id):
        if request.param == "unfollowed":
            deliver(follow_changed(account_id, post.author_id, state="none", version=2))
        else:
            api(post.author_id).patch(f"{POSTS}{post.id}/", {"visibility": "private"})
        assert api(account_id).get(f"{POSTS}{post.id}/").status_code == 404

    return lose


@pytest.fixture
def post(db):
    return PostFactory(visibility="followers")


@pytest.fixture
def comment(post):
    """A comment with a reply, by somebody who follows the post's author."""
    comment = CommentFactory(post=post, author_id=follower_of(post.author_id))
    CommentFactory(post=post, reply_to=comment)
    return comment


def of(comment) -> str:
    return f"/api/v1/comments/{comment.id}/"


def test_an_own_comment_can_be_read_but_not_what_others_replied(api, comment, lose_access):
    lose_access(comment.post, comment.author_id)

    shown = api(comment.author_id).get(of(comment))

    assert (shown.status_code, shown.json()["text"], shown.json()["replies_count"]) == (200, comment.text, 0)
    assert api(comment.author_id).get(f"{of(comment)}replies/").status_code == 404
    assert api(comment.author_id).get(f"{POSTS}{comment.post_id}/comments/").status_code == 404
    assert api(uuid7()).get(of(comment)).status_code == 404


def test_an_own_comment_can_be_deleted(api, emitted, comment, lose_access):
    lose_access(comment.post, comment.author_id)
    before = len(emitted())

    response = api(comment.author_id).delete(of(comment))

    comment.refresh_from_db()
    assert (response.status_code, comment.text, Post.objects.get().comments_count) == (204, "", 1)
    assert [event.comment_id for event in emitted()[before:]] == [comment.id]
    assert api(comment.author_id).get(of(comment)).status_code == 404


def test_an_own_comment_cannot_be_changed_any_more(api, comment, lose_access):
    lose_access(comment.post, comment.author_id)

    response = api(comment.author_id).patch(of(comment), {"text": "Let me in"})

    assert (response.status_code, response.json()["code"]) == (403, "post_out_of_reach")
    assert Comment.objects.get(id=comment.id).text == comment.text


@pytest.mark.parametrize("times", [1, 2])
def test_an_own_like_can_be_taken_back(api, emitted, post, lose_access, times):
    like = LikeFactory(post=post, liker_id=follower_of(post.author_id))
    lose_access(post, like.liker_id)
    before = len(emitted())

    responses = [api(like.liker_id).delete(f"{POSTS}{post.id}/like/") for _ in range(times)]

    answer = {"liked": False, "likes_count": None}  # how many still like it is not theirs to know
    assert [(response.status_code, response.json()) for response in responses] == [(200, answer)] * times
    assert (Like.objects.get().state, Post.objects.get().likes_count) == ("off", 0)
    assert [event.state for event in emitted()[before:]] == ["off"]


def test_without_access_to_the_post_comments_and_likes_are_refused(api, comment, lose_access):
    lose_access(comment.post, comment.author_id)
    client = api(comment.author_id)

    assert client.put(f"{POSTS}{comment.post_id}/like/").status_code == 404
    assert client.post(f"{POSTS}{comment.post_id}/comments/", {"text": "One more"}).status_code == 404
    assert (Like.objects.count(), Comment.objects.count()) == (0, 2)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_comments_and_likes_of_a_deleted_post_are_not_found(api, comment, method):
    api(comment.post.author_id).delete(f"{POSTS}{comment.post_id}/")

    body = {"text": "Still?"} if method == "patch" else None
    assert getattr(api(comment.author_id), method)(of(comment), body).status_code == 404
    assert api(comment.author_id).delete(f"{POSTS}{comment.post_id}/like/").status_code == 404
