"""``audit`` finds what differs from the owners' exports and from the counted rows; ``repair`` corrects it."""

from contextlib import ExitStack

import pytest
from django.core.management import CommandError, call_command
from factories import ProfileFactory, follow_changed, post_deleted, post_published

from chassis.ids import uuid7
from chassis.testing.sources import source_of
from profiles.projections.connections import FollowCount
from profiles.projections.posts import Post, PostCount
from relations.models import Tie

pytestmark = pytest.mark.django_db
HEAD = "projection              checked    missing      older  different    unknown"
CLEAN = [
    HEAD,
    "account_states                0          0          0          0          0",
    "memberships                   0          0          0          0          0",
    "posts                         2          0          0          0          0",
    "ties                          2          0          0          0          0",
    "count of follows".ljust(20) + " " * 55 + "   wrong: 0",
    "count of posts".ljust(20) + " " * 55 + "   wrong: 0",
]


@pytest.fixture
def owners(monkeypatch):
    """Run the owners with these events, and return the events."""
    first, second = ProfileFactory().id, ProfileFactory().id
    events = [
        follow_changed(first, second, version=2),
        follow_changed(second, first, state="none", version=2),
        post_published(first, uuid7()),
        post_deleted(second, uuid7()),
    ]
    with ExitStack() as stack:
        address = stack.enter_context(source_of(events))
        for name in ("AUTH_URL", "PROFILES_URL", "SOCIAL_GRAPH_URL", "POSTS_URL"):
            monkeypatch.setenv(name, address)
        yield events


def audit(capsys, code=0) -> list[str]:
    """Run the command and return its lines."""
    if code:
        with pytest.raises(CommandError) as refused:
            call_command("audit", patience=0)
        assert refused.value.returncode == code
    else:
        call_command("audit", patience=0)
    return capsys.readouterr().out.splitlines()


def test_nothing_differs_from_the_events(owners, deliver, capsys):
    for event in owners:
        deliver(event)

    assert audit(capsys) == CLEAN


def test_every_planted_difference_is_found_and_nothing_is_changed(owners, deliver, capsys):
    follow, unfollow, post, _ = owners
    deliver(follow_changed(follow.follower_id, follow.followee_id, version=1))
    deliver(unfollow)
    deliver(post)
    stranger = Tie.objects.create(kind="follow", source_id=uuid7(), target_id=uuid7(), state="active", version=1)
    Tie.objects.filter(source_id=unfollow.follower_id).update(state="active")
    PostCount.objects.update(posts_count=7)

    lines = audit(capsys, code=1)

    assert lines[3].split() == ["posts", "2", "1", "0", "0", "0"]
    assert lines[4].split() == ["ties", "2", "0", "1", "1", "1"]
    assert lines[5].split()[-1] == "4"
    assert lines[6].split()[-1] == "1"
    assert f"ties older follow {follow.follower_id} {follow.followee_id}" in lines
    assert f"ties different follow {unfollow.follower_id} {unfollow.followee_id}" in lines
    assert f"ties unknown {stranger.id}" in lines
    assert f"posts missing {owners[3].post_id}" in lines
    assert f"count of posts wrong {post.author_id}" in lines
    assert PostCount.objects.get().posts_count == 7
    assert Tie.objects.count() == 3


def test_repair_corrects_what_audit_finds(owners, deliver, capsys, counts):
    follow, unfollow, *_ = owners
    deliver(unfollow)
    Tie.objects.create(kind="follow", source_id=uuid7(), target_id=follow.followee_id, state="active", version=1)
    Tie.objects.filter(source_id=unfollow.follower_id).update(state="active")
    FollowCount.objects.update(followers_count=9, following_count=8)

    call_command("repair")
    capsys.readouterr()

    assert audit(capsys) == CLEAN
    assert [counts(each) for each in (follow.follower_id, follow.followee_id)] == [(0, 1, 1), (1, 0, 0)]
    assert Post.objects.count() == 2


def test_a_row_that_is_newer_than_the_export_is_right(owners, deliver, capsys):
    for event in owners:
        deliver(event)
    deliver(follow_changed(owners[0].follower_id, owners[0].followee_id, state="none", version=9))

    assert audit(capsys) == CLEAN


def test_a_row_of_an_event_on_its_way_is_waited_for(owners, deliver, capsys, monkeypatch):
    for event in owners[1:]:
        deliver(event)
    monkeypatch.setattr("runtime.waiting.time.sleep", lambda _: deliver(owners[0]))

    call_command("audit", patience=60)

    assert capsys.readouterr().out.splitlines() == CLEAN
