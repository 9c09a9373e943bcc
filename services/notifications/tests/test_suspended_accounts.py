"""Acts of a suspended account are in nobody's notifications, and are again when it is reinstated."""

import pytest
from django.utils import timezone
from factories import LIST, commented, followed, liked, new_id, person, published

from contracts.accounts import AccountStateChanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(deliver):
    """Return a function that gives an account another state; each call is a newer version."""
    versions = iter(range(2, 100))

    def become(account_id, state: str) -> None:
        event = {"account_id": account_id, "state": state, "changed_at": timezone.now(), "version": next(versions)}
        deliver(AccountStateChanged(**event), times=2)

    return become


def test_D10_D21_a_notification_of_suspended_senders_only_is_not_shown(api, deliver, inbox, unread, change):
    me, spammer, post = new_id(), person("Spammer"), new_id()
    deliver(published(author=me, post=post))
    deliver(followed(by=spammer, who=me))
    deliver(liked(by=spammer, author=me, post=post))
    deliver(commented(by=spammer, author=me, post=post))
    before = inbox(me)
    assert len(before) == 3

    change(spammer, "suspended")

    assert (inbox(me), unread(me)) == ([], 0)
    assert inbox(me, "?type=like") == inbox(me, "?unread=true") == []
    assert api(me).put(f"{LIST}{before[0]['id']}/read/").status_code == 404
    change(spammer, "active")
    assert (inbox(me), unread(me)) == (before, 3)


def test_a_suspended_sender_is_not_named_among_others(deliver, inbox, change):
    me, post = new_id(), new_id()
    ada, bob, spammer = person("Ada"), person("Bob"), person("Spammer")
    deliver(published(author=me, post=post))
    for minutes, who in enumerate((ada, bob, spammer)):
        deliver(liked(by=who, author=me, post=post, minutes=minutes))

    change(spammer, "suspended")

    [shown] = inbox(me)
    assert [sender["username"] for sender in shown["senders"]] == ["bob", "ada"]
    assert (shown["senders_count"], shown["text"]) == (2, "Bob and Ada liked your post.")
    change(bob, "suspended")
    assert [(each["senders_count"], each["text"]) for each in inbox(me)] == [(1, "Ada liked your post.")]
    change(spammer, "active")
    change(bob, "active")
    assert inbox(me)[0]["senders_count"] == 3


def test_a_reply_under_a_post_of_a_suspended_account_is_shown_again_afterwards(deliver, inbox, unread, change):
    me, author, other, post, comment = new_id(), person("Author"), person("Other"), new_id(), new_id()
    deliver(published(author=author, post=post))
    deliver(commented(by=me, author=author, post=post, comment=comment))
    change(author, "suspended")

    deliver(commented(by=other, author=author, post=post, reply_to=comment, reply_to_author=me))
    deliver(followed(by=me, who=author))

    assert (inbox(me), unread(me)) == ([], 0)
    change(author, "active")
    assert [each["type"] for each in inbox(me)] == ["reply"]
