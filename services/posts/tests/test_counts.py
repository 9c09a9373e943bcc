"""Wrong counts of likes, comments and replies are found, and corrected while people like and comment; so tombstones."""

import pytest
from factories import CommentFactory, PostFactory

from chassis.events.projections import all_counts
from chassis.ids import uuid7
from posts.models import Comment, Post

COUNTS = {count.name: count for count in all_counts()}
RIGHT: dict[str, list] = {name: [] for name in COUNTS}
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(api):
    """A post with a like, one that was taken back, a comment with a like, a reply, and a reply that was deleted."""
    post = PostFactory()
    for _ in range(2):
        liker = api(uuid7())
        assert liker.put(f"/api/v1/posts/{post.id}/like/").status_code == 200
    liker.delete(f"/api/v1/posts/{post.id}/like/")
    commenter = api(uuid7())
    comment = commenter.post(f"/api/v1/posts/{post.id}/comments/", {"text": "First."}).json()
    assert liker.put(f"/api/v1/comments/{comment['id']}/like/").status_code == 200
    for text in ("A reply.", "Another."):
        reply = commenter.post(f"/api/v1/posts/{post.id}/comments/", {"text": text, "reply_to": comment["id"]}).json()
    assert commenter.delete(f"/api/v1/comments/{reply['id']}/").status_code == 204
    return post


def shown(api, post) -> tuple[int, int, list[tuple[int, int]]]:
    """Return the counts that everybody sees: likes, comments, and replies to and likes of each comment."""
    body = api().get(f"/api/v1/posts/{post.id}/").json()
    comments = api().get(f"/api/v1/posts/{post.id}/comments/").json()["results"]
    return (
        body["likes_count"],
        body["comments_count"],
        sorted((each["replies_count"], each["likes_count"]) for each in comments),
    )


def differing() -> dict[str, list]:
    return {name: count.differing() for name, count in COUNTS.items()}


def test_right_counts_stay(api, post):
    assert shown(api, post)[:2] == (1, 2)
    assert differing() == RIGHT
    assert {name: count.repair() for name, count in COUNTS.items()} == RIGHT


def test_wrong_counts_are_found_and_corrected(api, post):
    before, others = shown(api, post), PostFactory()
    comment = Comment.objects.filter(reply_to=None).get()
    Post.objects.filter(id=post.id).update(likes_count=7, comments_count=0, bookmarks_count=3, shares_count=2)
    Comment.objects.filter(id=comment.id).update(replies_count=5, likes_count=4)

    of_posts = {name: [post.id] for name in ("likes", "comments", "bookmarks", "shares")}
    wrong = RIGHT | of_posts | {"replies": [comment.id], "comment_likes": [comment.id]}
    assert differing() == wrong
    assert {name: count.repair() for name, count in COUNTS.items()} == wrong

    assert shown(api, post) == before
    assert differing() == RIGHT
    others.refresh_from_db()
    assert (others.likes_count, others.comments_count) == (0, 0)


def test_what_is_under_a_deleted_post_does_not_count(api, post):
    author = api(post.author_id)
    assert author.delete(f"/api/v1/posts/{post.id}/").status_code == 204
    Post.objects.update(likes_count=9)
    Comment.objects.update(replies_count=9)

    assert differing() == RIGHT


def test_tombstones_that_are_missing_or_needless_are_found_and_corrected_in_one_run(api, all_pages):
    """Of the first of two threads of eight all but the last one are deleted, of the second all."""
    threads = [thread() for _ in range(2)]
    for each in (*threads[0][:-1], *threads[1]):
        assert api(each.author_id).delete(f"/api/v1/comments/{each.id}/").status_code == 204
    listed = all_pages(None, f"/api/v1/posts/{threads[0][0].post_id}/comments/")
    assert [each["id"] for each in listed] == [str(each.id) for each in threads[0]]
    missing, needless = [each.id for each in threads[0][:-1]], [each.id for each in threads[1]]
    Comment.objects.filter(id__in=missing).update(is_tombstone=False)
    Comment.objects.filter(id__in=needless).update(is_tombstone=True)

    wrong = RIGHT | {"tombstones": sorted([*missing, *needless])}
    assert differing() == wrong
    assert sorted(COUNTS["tombstones"].repair()) == wrong["tombstones"]

    assert differing() == RIGHT
    assert all_pages(None, f"/api/v1/posts/{threads[0][0].post_id}/comments/") == listed
    assert all_pages(None, f"/api/v1/posts/{threads[1][0].post_id}/comments/") == []


def thread() -> list[Comment]:
    """Return a thread of eight, each one a reply to the one before."""
    comments = [CommentFactory()]
    for _ in range(7):
        comments.append(CommentFactory(post=comments[0].post, reply_to=comments[-1]))
    return comments
