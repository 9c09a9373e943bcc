"""Deleting comments while other work locks many comments of the thread: neither is ended by a deadlock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from factories import CommentFactory, CommentLikeFactory, PersonFactory

from posts.models import Comment, CommentLike, Post
from posts.projections import COUNTS
from posts.services import erasing

pytestmark = pytest.mark.django_db(transaction=True)

REPLIES = 150
DELETED = 30


@pytest.fixture
def liked(monkeypatch):
    """Return a comment with many replies, all of which mention one account that likes them; and the account."""
    monkeypatch.setattr(erasing, "AT_ONCE", 1000)
    account, author = PersonFactory(), PersonFactory()
    comment = CommentFactory(author_id=author.id)
    for _ in range(REPLIES):
        CommentFactory(author_id=author.id, post=comment.post, reply_to=comment, depth=2)
    for each in Comment.objects.all():
        CommentLikeFactory(comment=each, liker_id=account.id)
    return comment, account.id


def begin_again(account_id, likes: int) -> None:
    """Let all comments mention the account and have its like again."""
    with transaction.atomic():
        Post.objects.select_for_update(no_key=True).get()
        Comment.objects.filter(deleted_at=None).update(mentions=[account_id], likes_count=likes)
        CommentLike.objects.update(state="on")


def repair(**_) -> None:
    [count] = [each for each in COUNTS if each.name == "comment_likes"]
    count.repair()


@pytest.mark.parametrize(
    ("work", "likes"), [(erasing.mentions_erase, 1), (erasing.comment_likes_erase, 1), (repair, 7)]
)
def test_replies_are_deleted_meanwhile(api, liked, work, likes):
    comment, account_id = liked
    replies = Comment.objects.filter(reply_to=comment).order_by("-id").values_list("id", flat=True)[:DELETED]
    addresses = [f"/api/v1/comments/{reply_id}/" for reply_id in replies]
    client = api(comment.author_id)

    def delete() -> list[int]:
        try:
            return [client.delete(address).status_code for address in addresses]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        statuses = pool.submit(delete)
        while not statuses.done():
            begin_again(account_id, likes)
            work(account_id=account_id)

    assert statuses.result() == [204] * DELETED
    assert Comment.objects.get(id=comment.id).replies_count == REPLIES - DELETED
