"""Things that happen at the same time on several connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from factories import LIST, commented, liked, new_id, person, uncommented, unposted

from notifications.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> None:
    """Do all of these, each in a thread with a connection of its own, and raise what one of them raises."""

    def run(work):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(run, works))


def test_reading_while_likes_arrive_leaves_an_exact_count(api, deliver, inbox, unread):
    me, posts = new_id(), [new_id() for _ in range(4)]
    likes = [liked(by=new_id(), author=me, post=post, minutes=n) for n in range(5) for post in posts]

    def deliver_all(events):
        for event in events:
            deliver(event)

    def read_all():
        for _ in range(10):
            assert api(me).put(f"{LIST}read/").status_code == 200

    at_once(lambda: deliver_all(likes), lambda: deliver_all(reversed(likes)), read_all)

    assert [found["senders_count"] for found in inbox(me)] == [5, 5, 5, 5]
    assert unread(me) == sum(not found["is_read"] for found in inbox(me))


def test_a_post_deleted_while_it_is_commented_on_leaves_nothing(deliver, inbox):
    author, commenter, post = new_id(), new_id(), new_id()
    parent = commented(by=commenter, author=author, post=post)
    deliver(parent)
    replies = [
        commented(by=new_id(), author=author, post=post, reply_to=parent.comment_id, reply_to_author=commenter)
        for _ in range(6)
    ]

    works = [lambda reply=reply: deliver(reply) for reply in replies]
    at_once(*works[:3], lambda: deliver(unposted(author=author, post=post)), *works[3:])

    assert not Notification.objects.exists()


def test_the_first_likes_of_a_post_at_once_are_one_notification(deliver, inbox):
    me, post = new_id(), new_id()
    events = [liked(by=liker, author=me, post=post) for liker in (new_id(), new_id()) for _ in range(3)]

    at_once(*[lambda event=event: deliver(event) for event in events])

    (found,) = inbox(me)
    assert found["senders_count"] == 2


def test_a_comment_added_and_deleted_at_once_is_gone(deliver, inbox):
    author = new_id()
    comment = commented(by=person("Ada"), author=author, post=new_id())

    at_once(lambda: deliver(comment), lambda: deliver(uncommented(comment)))

    assert inbox(author) == []
