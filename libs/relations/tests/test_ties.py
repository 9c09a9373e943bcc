"""Ties from events in any order, what is registered for their changes, and what a rebuild makes of them."""

from collections import defaultdict
from itertools import permutations

import pytest
from django.db import DataError
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
    on_tie_change(Kind.FOLLOW)(seen.extend)
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


def test_a_batch_changes_each_tie_once_and_calls_a_service_once(deliver, deliver_together, changes):
    calls = []
    on_tie_change(Kind.FOLLOW)(calls.append)
    c, d = uuid7(), uuid7()
    deliver(followed("active", 5, target_id=d))
    changes.clear()
    calls.clear()

    deliver_together(
        *(followed("active", version) for version in (1, 3)),
        followed("none", 2),
        followed("none", 1, target_id=c),
        followed("none", 4, target_id=d),
    )

    expected = [(B, None, "active"), (c, None, "none")]
    assert [(change.target_id, change.before, change.after) for change in changes] == expected
    assert calls == [changes]
    states = {tie.target_id: (tie.state, tie.version) for tie in Tie.objects.all()}
    assert states == {B: ("active", 3), c: ("none", 1), d: ("active", 5)}


def test_a_batch_costs_the_same_statements_however_many_ties(deliver_together, django_assert_num_queries):
    for count in (1, 20):
        with django_assert_num_queries(4):  # begin, inbox, upsert, commit
            deliver_together(*(followed(target_id=uuid7()) for _ in range(count)))


def test_a_state_that_is_too_long_is_refused_and_not_cut_off(deliver):
    with pytest.raises(DataError):
        deliver(followed("a" * 33))

    assert not Tie.objects.exists()


def test_a_service_that_fails_keeps_the_tie_from_changing(deliver, changes):
    @on_tie_change(Kind.FOLLOW)
    def fail(changes):
        raise ValueError("never")

    with pytest.raises(ValueError, match="never"):
        deliver(followed())

    assert not Tie.objects.exists()


def test_locks_come_before_the_tie_changes(deliver, changes):
    states = []
    on_tie_change(Kind.FOLLOW, locks=lambda pairs: states.append((pairs, Tie.objects.count())))(changes.extend)

    deliver(followed())

    assert states == [([(A, B)], 0)]


def test_a_rebuild_corrects_ties_deletes_unknown_ones_and_counts_before_and_after(deliver, monkeypatch, changes):
    repairs = []
    on_tie_change(Kind.FOLLOW, repair=lambda: repairs.append(Tie.objects.count()))(lambda changes: None)
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
