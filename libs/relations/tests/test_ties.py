"""Ties from events in any order, what is registered for their changes, and what a rebuild makes of them."""

from collections import defaultdict
from itertools import permutations

import pytest
from django.utils import timezone

from chassis.events.inbox import Lane
from chassis.events.inbox.registry import types_by_lane
from chassis.events.rebuilding import rebuild
from chassis.ids import uuid7
from chassis.testing.sources import source_of
from contracts.social_graph import FollowChanged
from relations import changes as registry
from relations.changes import TieChange, on_tie_change
from relations.kinds import Kind
from relations.models import Tie

A, B = uuid7(), uuid7()


def followed(state="active", version=1, source_id=A, target_id=B) -> FollowChanged:
    return FollowChanged(
        follower_id=source_id, followee_id=target_id, state=state, version=version, changed_at=timezone.now()
    )


@pytest.fixture
def changes(monkeypatch):
    """Return the list of the changes of follows, as a service that registers for them is called with them."""
    monkeypatch.setattr(registry, "_registered", defaultdict(registry._Registered))
    seen = []
    on_tie_change(Kind.FOLLOW)(seen.append)
    return seen


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_newest_state_is_kept_in_any_order(deliver, order):
    states = {1: "active", 2: "none", 3: "active"}

    for version in (*order, *reversed(order)):
        deliver(followed(states[version], version))

    tie = Tie.objects.get()
    assert (tie.kind, tie.source_id, tie.target_id, tie.state, tie.version) == ("follow", A, B, "active", 3)


def test_a_service_is_called_once_for_each_newer_version_with_both_states(deliver, changes):
    deliver(followed("active", 1), times=2)
    deliver(followed("none", 3))
    deliver(followed("active", 2))

    ends = {"kind": Kind.FOLLOW, "source_id": A, "target_id": B}
    assert changes == [TieChange(**ends, before=None, after="active"), TieChange(**ends, before="active", after="none")]
    assert [change.step for change in changes] == [1, -1]


def test_a_service_that_fails_keeps_the_tie_from_changing(deliver, changes):
    @on_tie_change(Kind.FOLLOW)
    def fail(change):
        raise ValueError("never")

    with pytest.raises(ValueError, match="never"):
        deliver(followed())

    assert not Tie.objects.exists()


def test_locks_come_before_the_tie_changes(deliver, changes):
    states = []
    on_tie_change(Kind.FOLLOW, locks=lambda source_id, target_id: states.append(Tie.objects.count()))(changes.append)

    deliver(followed())

    assert states == [0]


def test_a_rebuild_corrects_ties_deletes_unknown_ones_and_counts_before_and_after(deliver, monkeypatch, changes):
    repairs = []
    on_tie_change(Kind.FOLLOW, repair=lambda: repairs.append(Tie.objects.count()))(lambda change: None)
    deliver(followed("active", 9))
    deliver(followed("active", 1, source_id=B, target_id=A))

    with source_of([followed("none", 2)]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        rebuild("ties")

    assert [(tie.source_id, tie.state, tie.version) for tie in Tie.objects.all()] == [(A, "none", 2)]
    assert changes[-1].step == -1
    assert repairs == [2, 1]


def test_a_rebuild_keeps_ties_of_a_kind_that_a_later_version_wrote(deliver, monkeypatch, changes):
    Tie.objects.create(kind="later", source_id=A, target_id=B, state="active", version=1)
    deliver(followed())

    with source_of([]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        rebuild("ties")

    assert [tie.kind for tie in Tie.objects.all()] == ["later"]


def test_who_may_see_does_not_wait_behind_fan_out():
    assert "social_graph.follow.changed.v1" in types_by_lane()[Lane.EVENTS]
