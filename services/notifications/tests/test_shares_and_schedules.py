"""Shares of a post, and posts that were scheduled."""

from itertools import permutations

import pytest
from factories import LIST, comment_liked, liked, new_id, person, published, shared, unposted

from personal_data.testing import exported_here

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("times", [1, 2])
def test_the_author_is_notified_of_shares(deliver, inbox, unread, times):
    me, post, ada = new_id(), new_id(), person("Ada")
    deliver(shared(by=ada, author=me, post=post), times=times)
    deliver(shared(by=person("Bob"), author=me, post=post, minutes=1), times=times)

    (shown,) = inbox(me, "?type=share")

    assert shown | {"id": None, "senders": [each["username"] for each in shown["senders"]]} == {
        "id": None,
        "type": "share",
        "senders": ["bob", "ada"],
        "senders_count": 2,
        "target": {"type": "post", "id": str(post)},
        "text": "Bob and Ada shared your post.",
        "is_read": False,
        "created_at": "2026-03-01T12:00:00Z",
        "updated_at": "2026-03-01T12:01:00Z",
    }
    assert unread(me) == 1


def test_nobody_is_notified_of_an_own_share(deliver, inbox):
    me = new_id()

    deliver(shared(by=me, author=me, post=new_id()))

    assert inbox(me) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_share_that_was_undone_or_whose_post_is_gone_is_not_shown_in_any_order(deliver, inbox, order):
    me, ada, undone, gone = new_id(), person("Ada"), new_id(), new_id()
    events = [
        [shared(by=ada, author=me, post=undone), shared(by=ada, author=me, post=gone)],
        [shared(by=ada, author=me, post=undone, state="off", version=2)],
        [unposted(author=me, post=gone)],
    ]

    for index in order:
        for event in events[index]:
            deliver(event, times=2)

    assert inbox(me) == []


def test_likes_of_a_post_and_of_a_comment_on_it_are_two_notifications_of_one_type(deliver, inbox):
    me, post, comment, ada = new_id(), new_id(), new_id(), person("Ada")
    deliver(published(author=me, post=post))
    deliver(liked(by=ada, author=me, post=post))

    deliver(comment_liked(by=ada, author=me, post=post, comment=comment, minutes=1))

    assert [(each["text"], each["target"]) for each in inbox(me, "?type=like")] == [
        ("Ada liked your comment.", {"type": "comment", "id": str(comment)}),
        ("Ada liked your post.", {"type": "post", "id": str(post)}),
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_the_author_is_notified_of_a_scheduled_post_that_was_published(api, deliver, inbox, unread, times):
    me, post = person("Ada"), new_id()

    deliver(published(author=me, post=post, visibility="private", is_scheduled=True), times=times)

    (shown,) = inbox(me)
    assert shown | {"id": None} == {
        "id": None,
        "type": "scheduled_published",
        "senders": [],
        "senders_count": 0,
        "target": {"type": "post", "id": str(post)},
        "text": "Your scheduled post was published.",
        "is_read": False,
        "created_at": "2026-03-01T12:00:00Z",
        "updated_at": "2026-03-01T12:00:00Z",
    }
    assert unread(me) == 1
    [exported] = exported_here(me)["notifications"]
    assert (exported["type"], exported["post_id"], exported["senders"]) == ("scheduled_published", str(post), [])
    api(me).delete(f"{LIST}{shown['id']}/")
    deliver(published(author=me, post=post, visibility="private", is_scheduled=True))
    assert inbox(me) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_scheduled_post_that_was_deleted_leaves_no_notification(deliver, inbox, order):
    me, post = person("Ada"), new_id()

    for event in [published(author=me, post=post, is_scheduled=True), unposted(author=me, post=post)][::order]:
        deliver(event)

    assert inbox(me) == []


def test_other_posts_do_not_notify_their_author(deliver, inbox):
    me = person("Ada")

    deliver(published(author=me, post=new_id()))

    assert inbox(me) == []
