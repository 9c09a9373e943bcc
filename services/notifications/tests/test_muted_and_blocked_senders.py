"""Acts of somebody who is muted with notifications, or blocked, are in no notification while that lasts."""

import pytest
from django.utils import timezone
from factories import LIST, blocked, commented, followed, liked, new_id, person, published

from contracts.social_graph import MuteChanged

pytestmark = pytest.mark.django_db


def muted(*, by, who, state, version, hides_notifications=True) -> MuteChanged:
    how = {"hides_notifications": hides_notifications, "until": None, "changed_at": timezone.now()}
    return MuteChanged(muter_id=by, muted_id=who, state=state, version=version, **how)


HIDE = {
    "muted": lambda me, who, state, version: muted(by=me, who=who, state=state, version=version),
    "blocked": lambda me, who, state, version: blocked(by=me, who=who, state=state, version=version),
    "blocks": lambda me, who, state, version: blocked(by=who, who=me, state=state, version=version),
}


@pytest.mark.parametrize("hide", HIDE.values(), ids=HIDE)
def test_a_notification_of_hidden_senders_only_is_not_shown(api, deliver, inbox, unread, hide):
    me, other, post = new_id(), person("Other"), new_id()
    deliver(published(author=me, post=post))
    deliver(followed(by=other, who=me))
    deliver(liked(by=other, author=me, post=post))
    deliver(commented(by=other, author=me, post=post))
    before = inbox(me)
    assert len(before) == 3

    deliver(hide(me, other, "active", 1), times=2)

    assert (inbox(me), unread(me)) == ([], 0)
    assert api(me).put(f"{LIST}{before[0]['id']}/read/").status_code == 404
    deliver(hide(me, other, "none", 2))
    assert (inbox(me), unread(me)) == (before, 3)


@pytest.mark.parametrize("hide", HIDE.values(), ids=HIDE)
def test_a_hidden_sender_is_not_named_among_others(deliver, inbox, hide):
    me, post = new_id(), new_id()
    ada, other = person("Ada"), person("Other")
    deliver(published(author=me, post=post))
    for minutes, who in enumerate((ada, other)):
        deliver(liked(by=who, author=me, post=post, minutes=minutes))

    deliver(hide(me, other, "active", 1))

    [shown] = inbox(me)
    assert [sender["username"] for sender in shown["senders"]] == ["ada"]
    assert shown["senders_count"] == 1


def test_a_mute_that_keeps_notifications_hides_none(deliver, inbox):
    me, other = new_id(), person("Other")
    deliver(followed(by=other, who=me))

    deliver(muted(by=me, who=other, state="active", version=1, hides_notifications=False))

    assert len(inbox(me)) == 1


def test_the_muted_is_still_notified_of_the_muter(deliver, inbox):
    me, other = person("Me"), new_id()
    deliver(followed(by=me, who=other))

    deliver(muted(by=me, who=other, state="active", version=1))

    assert len(inbox(other)) == 1
