"""Notifications about posts for friends and for the members of a group: the recipients must be among them."""

from itertools import permutations

import pytest
from factories import befriended, commented, edited, joined, new_id, person, published

from chassis.testing.sources import source_of
from notifications.models import Notification
from notifications.services import hiding

pytestmark = pytest.mark.django_db


def mentioning(me, author, visibility, group=None):
    return published(author=author, post=new_id(), visibility=visibility, group_id=group, mentions=[me])


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("is_first_asking", [True, False])
def test_a_friend_is_notified_as_long_as_the_friendship_lasts(deliver, inbox, unread, order, is_first_asking):
    me, author = new_id(), person("Ada")
    by, who = (me, author) if is_first_asking else (author, me)
    events = [
        befriended(by=by, who=who, state="asked"),
        befriended(by=by, who=who, state="active", version=2),
        mentioning(me, author, "friends"),
    ]

    for index in order:
        deliver(events[index])
    assert [each["type"] for each in inbox(me, "?type=mention")] == ["mention"]

    deliver(befriended(by=by, who=who, state="none", version=3))
    assert (inbox(me), unread(me)) == ([], 0)
    assert Notification.objects.get(recipient_id=me, type="mention").is_hidden


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(("state", "is_shown"), [("active", True), ("none", False), ("banned", False)])
def test_a_member_of_the_group_is_notified_in_any_order(deliver, inbox, unread, order, state, is_shown):
    me, author, group = new_id(), person("Ada"), new_id()
    events = [
        joined(group=group, who=me),
        joined(group=group, who=me, state=state, version=2),
        mentioning(me, author, "group", group),
    ]

    for index in order:
        deliver(events[index], times=2)

    assert (len(inbox(me)), unread(me)) == (int(is_shown), int(is_shown))
    assert Notification.objects.get(recipient_id=me).is_hidden != is_shown


def test_who_joins_again_sees_the_same_notifications_again(deliver, inbox):
    me, author, group, post = new_id(), person("Ada"), new_id(), new_id()
    deliver(commented(by=author, author=author, post=post, reply_to=new_id(), reply_to_author=me))
    deliver(published(author=author, post=post, visibility="group", group_id=group))
    assert inbox(me) == []

    deliver(joined(group=group, who=me))
    shown = inbox(me)
    assert [each["type"] for each in shown] == ["reply"]
    deliver(joined(group=group, who=me, state="none", version=2))
    assert inbox(me) == []
    deliver(joined(group=group, who=me, version=3))
    assert inbox(me) == shown


def test_members_of_other_groups_are_not_notified(deliver, inbox):
    me, author = new_id(), person("Ada")
    deliver(joined(group=new_id(), who=me))
    deliver(joined(group=new_id(), who=author))

    deliver(mentioning(me, author, "group", new_id()))
    deliver(mentioning(me, author, "group"))

    assert inbox(me) == []


def test_many_are_shown_and_hidden_by_jobs(deliver, inbox, run_jobs, monkeypatch):
    monkeypatch.setattr(hiding, "BATCH", 2)
    me, author, group = new_id(), person("Ada"), new_id()
    for _ in range(5):
        deliver(mentioning(me, author, "group", group))

    deliver(joined(group=group, who=me))
    assert len(inbox(me)) == 2
    assert run_jobs() == 2
    assert len(inbox(me)) == 5

    deliver(joined(group=group, who=me, state="none", version=2))
    assert inbox(me) == []
    run_jobs()
    assert not Notification.objects.filter(recipient_id=me, is_hidden=False).exists()


def test_a_rebuild_shows_what_may_be_read(deliver, inbox, monkeypatch):
    from chassis.events.rebuilding import rebuild

    me, author, group = new_id(), person("Ada"), new_id()
    deliver(mentioning(me, author, "group", group))

    with source_of([joined(group=group, who=me)]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        assert rebuild("memberships") == 1

    assert [each["type"] for each in inbox(me)] == ["mention"]
    assert not Notification.objects.get(recipient_id=me).is_hidden


def test_a_rebuild_of_posts_creates_no_notifications(deliver, inbox, monkeypatch):
    from chassis.events.rebuilding import rebuild

    me, author, post = new_id(), person("Ada"), new_id()
    event = {"author": author, "post": post, "mentions": [me], "version": 3}

    with source_of([published(**event, is_scheduled=True)]) as address:
        monkeypatch.setenv("POSTS_URL", address)
        assert rebuild("posts") == 1

    assert not Notification.objects.exists()
    deliver(edited(author=author, post=post, version=3, mentions=[me]))
    assert [each["type"] for each in inbox(me)] == ["mention"]
