"""Each kind of tie, and memberships, from their events: in any order, from offers, and from a rebuild."""

import json
import os
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.events.inbox import Lane
from chassis.events.inbox.registry import types_by_lane
from chassis.events.rebuilding import rebuild
from chassis.ids import uuid7
from chassis.testing.sources import source_of
from contracts import Event
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged, MembershipChanged, MuteChanged
from relations.consumers import keep_ties
from relations.models import Membership, Tie

pytestmark = pytest.mark.django_db
A, B = sorted((uuid7(), uuid7()))
Make = Callable[[str, int], Event]


def follow(state: str, version: int) -> FollowChanged:
    return FollowChanged(follower_id=A, followee_id=B, state=state, version=version, changed_at=timezone.now())


def friendship(state: str, version: int) -> FriendshipChanged:
    return FriendshipChanged(first_id=A, second_id=B, state=state, version=version, changed_at=timezone.now())


def block(state: str, version: int) -> BlockChanged:
    return BlockChanged(blocker_id=A, blocked_id=B, state=state, version=version, changed_at=timezone.now())


def mute(state: str, version: int, *, hides_notifications: bool = True) -> MuteChanged:
    how = {"hides_notifications": hides_notifications, "until": None, "changed_at": timezone.now()}
    return MuteChanged(muter_id=A, muted_id=B, state=state, version=version, **how)


def membership(state: str, version: int, role: str = "member") -> MembershipChanged:
    how = {"role": role, "state": state, "changed_at": timezone.now()}
    return MembershipChanged(group_id=A, account_id=B, version=version, **how)


KINDS = [(follow, {"follow"}), (friendship, {"friend"}), (block, {"block"}), (mute, {"mute", "silence"})]
STATES = {
    follow: ["active", "requested", "none"],
    friendship: ["first_asked", "second_asked", "active", "none"],
    block: ["active", "none"],
    mute: ["active", "none"],
}


@pytest.mark.parametrize(("make", "kinds"), KINDS)
@settings(
    max_examples=300 if os.environ.get("THOROUGH") else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_six_events_of_one_tie_end_in_the_newest_state_in_any_order_and_repeated(make, kinds, data):
    states = data.draw(st.lists(st.sampled_from(STATES[make]), min_size=6, max_size=6))
    events = [make(state, version) for version, state in enumerate(states, 1)]
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=4))
    order = data.draw(st.permutations(events + repeated))

    with transaction.atomic():
        for event in order:
            keep_ties([event])
        rows = set(Tie.objects.values_list("kind", "source_id", "target_id", "state", "version"))
        transaction.set_rollback(True)

    assert rows == {(kind, A, B, states[-1], 6) for kind in kinds}


@pytest.mark.parametrize(("make", "kinds"), KINDS)
@pytest.mark.parametrize("times", [1, 2])
def test_an_offer_takes_effect_and_the_event_that_follows_changes_nothing(deliver, make, kinds, times):
    event = make("active", 3)
    state = {"type": event.type, "event": json.loads(event.model_dump_json())}
    headers = {"Authorization": "Bearer an-internal-secret-of-the-tests"}

    for _ in range(times):
        body = json.dumps({"states": [state]})
        answer = Client().post("/internal/relations/states/", body, "application/json", headers=headers)
        assert answer.status_code == 200
    deliver(event)
    deliver(make("none", 2))

    assert set(Tie.objects.values_list("kind", "state", "version")) == {(kind, "active", 3) for kind in kinds}


@pytest.mark.parametrize(("make", "kinds"), KINDS)
def test_a_rebuild_corrects_each_kind_and_deletes_what_its_owner_does_not_name(deliver, monkeypatch, make, kinds):
    deliver(make("active", 9))
    Tie.objects.create(kind=min(kinds), source_id=B, target_id=A, state="active", version=1)

    with source_of([make("none", 2)]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        rebuild("ties")

    found = set(Tie.objects.values_list("kind", "source_id", "state", "version"))
    assert found == {(kind, A, "none", 2) for kind in kinds}


def test_a_mute_that_keeps_notifications_is_no_silence(deliver):
    deliver(mute("active", 1))
    deliver(mute("active", 2, hides_notifications=False))

    assert dict(Tie.objects.values_list("kind", "state")) == {"mute": "active", "silence": "none"}


def test_a_block_in_a_state_of_a_later_version_hides(deliver):
    deliver(block("of later", 1))

    assert Tie.objects.get().state == "active"


def test_memberships_are_kept_by_version_and_rebuilt(deliver, monkeypatch):
    for state, version in (("requested", 1), ("banned", 3), ("active", 2)):
        deliver(membership(state, version), times=2)
    assert list(Membership.objects.values_list("role", "state", "version")) == [("member", "banned", 3)]

    with source_of([membership("active", 4, "owner")]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        rebuild("memberships")

    assert list(Membership.objects.values_list("role", "state", "version")) == [("owner", "active", 4)]


def test_who_may_see_does_not_wait_behind_fan_out():
    kinds = (FollowChanged, FriendshipChanged, BlockChanged, MuteChanged, MembershipChanged)
    assert {each.type for each in kinds} <= set(types_by_lane()[Lane.EVENTS])
