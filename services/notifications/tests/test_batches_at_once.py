"""Two workers whose batches are about the same posts and people."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from chassis.ids import uuid7
from contracts.posts import CommentAdded, LikeChanged
from notifications.models import Cause, Notification

POSTS = [(uuid7(), uuid7()) for _ in range(30)]
NOW = timezone.now()


def liked(post_id, author_id):
    return LikeChanged(post_id=post_id, author_id=author_id, liker_id=uuid7(), state="on", version=1, changed_at=NOW)


def commented(post_id, author_id):
    return CommentAdded(
        comment_id=uuid7(), post_id=post_id, post_author_id=author_id, author_id=uuid7(), version=1, added_at=NOW
    )


@pytest.mark.django_db(transaction=True)
def test_batches_about_the_same_posts_in_opposite_orders_do_not_deadlock(deliver_together):
    workers = Barrier(2)

    def work(posts):
        events = [about(*post) for post in posts for about in (liked, commented)]
        workers.wait()
        try:
            deliver_together(*events)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, POSTS), pool.submit(work, POSTS[::-1])]:
            done.result()

    assert Cause.objects.count() == 4 * len(POSTS)
    assert set(Notification.objects.values_list("senders_count", flat=True)) == {2}
