"""FollowChanged: counts and relationships, however often and in whatever order the events come."""

from itertools import permutations
from random import Random

import pytest
from django.db import IntegrityError, transaction
from factories import ProfileFactory, follow_changed

from chassis.ids import uuid7
from profiles.projections.connections import FollowCount
from relations.kinds import Kind
from relations.models import Tie
from relations.services import ties_apply
from relations.states import TieState

pytestmark = pytest.mark.django_db
SEED = 20260102


@pytest.fixture
def pair():
    """Return two accounts with profiles."""
    return ProfileFactory().id, ProfileFactory().id


@pytest.mark.parametrize("times", [1, 2])
def test_a_follow_counts_at_both_ends(deliver, counts, pair, times):
    follower, followee = pair

    deliver(follow_changed(follower, followee), times=times)

    assert (counts(follower), counts(followee)) == ((0, 1, 0), (1, 0, 0))


@pytest.mark.parametrize("times", [1, 2])
def test_an_unfollow_takes_back(deliver, counts, pair, times):
    deliver(follow_changed(*pair))

    deliver(follow_changed(*pair, state="none", version=2), times=times)

    assert [counts(account_id) for account_id in pair] == [(0, 0, 0)] * 2


def test_an_unknown_state_counts_as_none(deliver, counts, pair):
    deliver(follow_changed(*pair, state="requested"))

    assert [counts(account_id) for account_id in pair] == [(0, 0, 0)] * 2


def test_a_new_event_of_an_old_version_changes_nothing(deliver, counts, pair):
    deliver(follow_changed(*pair, state="none", version=2))

    deliver(follow_changed(*pair, version=1))

    assert [counts(account_id) for account_id in pair] == [(0, 0, 0)] * 2
    assert Tie.objects.get().version == 2


@pytest.mark.parametrize(("events", "ends_active"), [(6, True), (5, False)])
def test_all_orders_of_the_events_of_an_edge_end_the_same(events, ends_active):
    """720 orders of six events, and 120 of five; each order has an edge and a follower of its own."""
    followee = uuid7()
    states = {n: "active" if (events - n) % 2 != ends_active else "none" for n in range(1, events + 1)}
    orders = {uuid7(): order for order in permutations(states)}

    for follower, order in orders.items():
        for version in order:
            state = states[version]
            tie = TieState(source_id=follower, target_id=followee, state=state, version=version)
            ties_apply(Kind.FOLLOW, [tie])

    assert Tie.objects.filter(state=states[events], version=events).count() == len(orders)
    assert FollowCount.objects.get(account_id=followee).followers_count == ends_active * len(orders)
    wrong = FollowCount.objects.exclude(account_id=followee).exclude(following_count=ends_active)
    assert [orders[count.account_id] for count in wrong] == []


@pytest.mark.parametrize("size", [1, 7, 200])
def test_shuffled_and_repeated_events_of_many_edges_end_as_in_order_in_batches_of_any_size(deliver_together, size):
    random = Random(SEED)
    people = [uuid7() for _ in range(4)]
    pairs = list(permutations(people, 2))
    events = [
        follow_changed(*pair, state=random.choice(["active", "none"]), version=version)
        for pair in pairs
        for version in range(1, 5)
    ]
    last = {pair: events[4 * index + 3].state for index, pair in enumerate(pairs)}

    shuffled = random.sample([event for event in events for _ in range(random.randint(1, 3))], k=len(events))
    arriving = shuffled + events[::-1]
    for start in range(0, len(arriving), size):
        deliver_together(*arriving[start : start + size])

    active = [pair for pair, state in last.items() if state == "active"]
    for account_id in people:
        count = FollowCount.objects.filter(account_id=account_id).first() or FollowCount()
        assert count.followers_count == sum(followee == account_id for _, followee in active)
        assert count.following_count == sum(follower == account_id for follower, _ in active)


def test_follows_that_begin_and_end_in_one_batch_are_counted_by_one_statement(
    deliver, deliver_together, counts, pair, django_assert_num_queries
):
    (ada, ben), cleo = pair, ProfileFactory().id
    deliver(follow_changed(ada, ben))

    with django_assert_num_queries(5):  # begin, inbox, ties, counts, commit
        deliver_together(
            follow_changed(ada, ben, state="none", version=2), follow_changed(ben, ada), follow_changed(cleo, ada)
        )

    assert (counts(ada), counts(ben), counts(cleo)) == ((2, 0, 0), (0, 1, 0), (0, 1, 0))


def test_no_count_falls_below_zero():
    count = FollowCount.objects.create(account_id=uuid7())

    with pytest.raises(IntegrityError, match="followers_are_not_negative"), transaction.atomic():
        FollowCount.objects.filter(pk=count.pk).update(followers_count=-1)
