"""Handling: any number of deliveries in any order has one effect."""

from itertools import islice, permutations
from random import Random

import pytest
from facts import entry_changed, message, state, tally
from ledger.models import Call

from chassis.events.inbox.dispatch import dispatch, read_delivery
from chassis.events.inbox.models import InboxEntry

ORDERS_AT_ONCE = 8
"""They are delivered in one batch, which is one transaction: that costs a seventh of a batch for each order."""
SIX = ["on", "off", "on", "off", "on", "off"]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_event_has_one_effect_however_often_it_comes(deliver, times):
    event = entry_changed()

    deliver(event, times=times)

    assert (tally(event.owner_id), Call.objects.count(), InboxEntry.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_an_event_that_stands_twice_in_a_batch_has_one_effect():
    event = entry_changed()
    delivery = read_delivery(*_wire(event))

    fresh = dispatch([delivery, delivery])

    assert (set(fresh), tally(event.owner_id), Call.objects.count()) == ({delivery.id}, 1, 1)


@pytest.mark.django_db
def test_r23_all_orders_of_six_events_with_repetitions_end_alike():
    random, orders = Random(23), permutations(range(6))
    while some := list(islice(orders, ORDERS_AT_ONCE)):
        firsts = [entry_changed(version=1) for _ in some]
        dispatch([each for first, order in zip(firsts, some, strict=True) for each in in_order(first, order, random)])
        assert [(state(first), tally(first.owner_id)) for first in firsts] == [("off", 0)] * len(some)


@pytest.mark.django_db
def test_r22_shuffled_and_repeated_deliveries_equal_the_order_of_events(deliver):
    random, owner = Random(22), entry_changed().owner_id
    entries = [entry_changed(owner_id=owner) for _ in range(20)]
    events = [
        e.model_copy(update={"version": v + 1, "state": SIX[v]}) for e in entries for v in range(random.randint(1, 6))
    ]
    expected = sum({e.entry_id: e.state == "on" for e in events}.values())
    deliveries = [delivery for e in events for delivery in [read_delivery(*_wire(e))] * random.randint(1, 3)]
    random.shuffle(deliveries)

    for start in range(0, len(deliveries), 10):
        dispatch(deliveries[start : start + 10])

    assert tally(owner) == expected


def in_order(first, order, random):
    """Return deliveries of six events of one entry in an order, and of one of them again."""
    deliveries = [read_delivery(*_wire(later(first, number + 1))) for number in order]
    return [*deliveries, random.choice(deliveries)]


def later(event, version):
    return event.model_copy(update={"version": version, "state": SIX[version - 1]})


def _wire(event):
    arrived = message(event)
    return arrived.headers, arrived.body
