"""Projections: applied by version, in one statement, exact under concurrency."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from ledger.models import Entry

from chassis.events.projections import all_projections, apply_if_newer


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
