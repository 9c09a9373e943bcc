"""Counts of likes, comments and replies that are wrong are found, and corrected while people like and comment."""

import pytest
from factories import PostFactory

from chassis.events.projections import all_counts
from chassis.ids import uuid7
from posts.models import Comment, Post

COUNTS = {count.name: count for count in all_counts()}
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(api):
    """A post with a like, one that was taken back, a comment, a reply, and a reply that was deleted."""
    post = PostFactory()
    for _ in range(2):
        liker = api(uuid7())
        assert liker.put(f"/api/v1/posts/{post.id}/like/").status_code == 200
    liker.delete(f"/api/v1/posts/{post.id}/like/")
    commenter = api(uuid7())
    comment = commenter.post(f"/api/v1/posts/{post.id}/comments/", {"text": "First."}).json()
    for text in ("A reply.", "Another."):
        reply = commenter.post(f"/api/v1/posts/{post.id}/comments/", {"text": text, "reply_to": comment["id"]}).json()
    assert commenter.delete(f"/api/v1/comments/{reply['id']}/").status_code == 204
    return post


def shown(api, post) -> tuple[int, int, list[int]]:
    """Return the counts that everybody sees: likes, comments, and replies of each comment."""
    body = api().get(f"/api/v1/posts/{post.id}/").json()
    comments = api().get(f"/api/v1/posts/{post.id}/comments/").json()["results"]
    return body["likes_count"], body["comments_count"], sorted(each["replies_count"] for each in comments)


def differing() -> dict[str, list]:
    return {name: count.differing() for name, count in COUNTS.items()}


def test_right_counts_stay(api, post):
    assert shown(api, post)[:2] == (1, 2)
    assert differing() == {"likes": [], "comments": [], "replies": []}
    assert [count.repair() for count in COUNTS.values()] == [[], [], []]


def test_wrong_counts_are_found_and_corrected(api, post):
    before, others = shown(api, post), PostFactory()
    comment = Comment.objects.filter(reply_to=None).get()
    Post.objects.filter(id=post.id).update(likes_count=7, comments_count=0)
    Comment.objects.filter(id=comment.id).update(replies_count=5)

    wrong = {"likes": [post.id], "comments": [post.id], "replies": [comment.id]}
    assert differing() == wrong
    assert {name: count.repair() for name, count in COUNTS.items()} == wrong

    assert shown(api, post) == before
    assert differing() == {"likes": [], "comments": [], "replies": []}
    others.refresh_from_db()
    assert (others.likes_count, others.comments_count) == (0, 0)


def test_what_is_under_a_deleted_post_does_not_count(api, post):
    author = api(post.author_id)
    assert author.delete(f"/api/v1/posts/{post.id}/").status_code == 204
    Post.objects.update(likes_count=9)
    Comment.objects.update(replies_count=9)

    assert differing() == {"likes": [], "comments": [], "replies": []}
