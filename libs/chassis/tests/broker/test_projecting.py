"""Projections: applied by version, in one statement, exact under concurrency."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from ledger.models import Entry

from chassis.events.projections import Applied, Versioned, all_projections, apply_all_if_newer, apply_if_newer


def apply(key, version, state):
    return apply_if_newer(Entry, key=key, version=version, values={"state": state})


@pytest.fixture
def key():
    return {"owner_id": uuid4(), "entry_id": uuid4()}


@pytest.mark.django_db
def test_a_new_row_has_no_past_and_gets_its_defaults(key):
    assert apply(key, 3, "on") == (True, None)

    row = Entry.objects.get(**key)
    assert (row.state, row.version, row.note) == ("on", 3, "made here")
    assert row.seen_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "is_applied", "state"), [(1, False, "on"), (2, False, "on"), (3, True, "off")])
def test_only_a_higher_version_changes_the_row(key, version, is_applied, state):
    apply(key, 2, "on")

    assert apply(key, version, "off") == (is_applied, {"version": 2, "state": "on"})
    assert Entry.objects.get(**key).state == state


@pytest.mark.django_db
def test_applying_costs_one_query(key, django_assert_num_queries):
    for version in (1, 1, 2):
        with django_assert_num_queries(1):
            apply(key, version, "on")


@pytest.mark.django_db
def test_some_states_are_applied_by_one_statement(django_assert_num_queries):
    old, older, same, new = ({"owner_id": uuid4(), "entry_id": uuid4()} for _ in range(4))
    for key, version in ((old, 3), (older, 1), (same, 2)):
        apply(key, version, "on")

    with django_assert_num_queries(1):
        found = apply_all_if_newer(Entry, [Versioned(key, 2, {"state": "off"}) for key in (old, older, same, new)])

    before = [{"version": version, "state": "on"} for version in (3, 1, 2)]
    assert found == [
        Applied(False, before[0]),
        Applied(True, before[1]),
        Applied(False, before[2]),
        Applied(True, None),
    ]
    states = {row.entry_id: (row.state, row.version) for row in Entry.objects.all()}
    assert [states[key["entry_id"]] for key in (old, older, same, new)] == [
        ("on", 3),
        ("off", 2),
        ("on", 2),
        ("off", 2),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
@pytest.mark.parametrize("known", [None, 2, 3])
def test_of_several_states_of_one_row_the_newest_is_applied(key, order, known):
    if known:
        apply(key, known, "known")

    states = [Versioned(key, version, {"state": f"state {version}"}) for version in (*order, *order)]
    found = apply_all_if_newer(Entry, states)

    newest = order.index(3)
    assert [applied.is_newer for applied in found] == [place == newest and known != 3 for place in range(6)]
    assert (found[newest].before or {}).get("version") == known
    assert Entry.objects.get(**key).state == ("known" if known == 3 else "state 3")


@pytest.mark.django_db(transaction=True)
def test_batches_with_the_same_rows_in_opposite_orders_do_not_deadlock():
    keys, threads = [{"owner_id": uuid4(), "entry_id": uuid4()} for _ in range(50)], 4
    barrier = Barrier(threads)

    def change(number):
        some = [Versioned(key, number, {"state": str(number)}) for key in (keys if number % 2 else keys[::-1])]
        barrier.wait()
        try:
            with transaction.atomic():
                return sum(applied.before is None for applied in apply_all_if_newer(Entry, some))
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        assert sum(pool.map(change, range(1, threads + 1))) == len(keys)
    assert set(Entry.objects.values_list("state", "version")) == {("4", 4)}


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_changes_each_sees_the_one_before(key):
    threads = 8
    barrier = Barrier(threads)

    def change(version):
        barrier.wait()
        try:
            return apply(key, version, f"state {version}")
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(change, range(1, threads + 1)))

    applied = sorted((previous or {"version": 0})["version"] for is_applied, previous in results if is_applied)
    assert sum(previous is None for _, previous in results) == 1
    assert len(set(applied)) == len(applied)
    assert Entry.objects.get(**key).version == threads


@pytest.mark.django_db
def test_projections_of_all_apps_are_found():
    assert [projection.name for projection in all_projections()] == ["people", "people", "entries"]
