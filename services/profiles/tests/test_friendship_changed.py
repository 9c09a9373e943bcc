"""FriendshipChanged: both sides have one friend more or less, however often and in whatever order the events come."""

from itertools import permutations

import pytest
from factories import NOON, ProfileFactory

from contracts.social_graph import FriendshipChanged
from profiles.projections.connections import FollowCount
from profiles.services.counts import counts_repair

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Return two accounts with profiles, the lower id first."""
    return tuple(sorted(ProfileFactory().id for _ in range(2)))


def changed(pair, state, version=1) -> FriendshipChanged:
    first_id, second_id = pair
    return FriendshipChanged(first_id=first_id, second_id=second_id, state=state, changed_at=NOON, version=version)


def friends(api, pair) -> list[int]:
    return [api().get(f"/api/v1/users/{each}/").json()["friends_count"] for each in pair]


@pytest.mark.parametrize("times", [1, 2])
def test_a_friendship_counts_on_both_sides_and_a_request_does_not(api, deliver, pair, times):
    deliver(changed(pair, "first_asked"), times=times)
    assert friends(api, pair) == [0, 0]

    deliver(changed(pair, "active", 2), times=times)
    assert friends(api, pair) == [1, 1]

    deliver(changed(pair, "none", 3), times=times)
    assert friends(api, pair) == [0, 0]


@pytest.mark.parametrize(
    ("states", "count"), [(["second_asked", "active", "none", "active"], 1), (["active", "none"], 0)]
)
def test_all_orders_end_the_same(api, deliver, states, count):
    for order in permutations(enumerate(states, 1)):
        pair = tuple(sorted(ProfileFactory().id for _ in range(2)))
        for version, state in order:
            deliver(changed(pair, state, version))

        assert friends(api, pair) == [count, count]


def test_a_repair_counts_friends_again(api, deliver, pair):
    deliver(changed(pair, "active"))
    FollowCount.objects.update(friends_count=9)

    assert sorted(counts_repair()["follows"]) == sorted(pair)
    assert friends(api, pair) == [1, 1]
