"""Exports: the present state as events, page by page, for those who know the internal secret."""

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from ledger.models import Truth

ADDRESS = "/internal/export/testapp.entry.changed.v1/"


@pytest.fixture
def ask(client, db):
    def ask(address=ADDRESS, secret=settings.INTERNAL_SECRET, **params):
        return client.get(address, params, headers={"Authorization": f"Bearer {secret}"})

    return ask


@pytest.fixture
def ids(db):
    rows = [Truth(id=uuid4(), owner_id=uuid4(), state="on", version=1) for _ in range(5)]
    Truth.objects.bulk_create(rows)
    return sorted(str(row.id) for row in rows)


def test_pages_hold_every_fact_once_and_the_last_says_so(ask, ids):
    found, after = [], ""
    while after is not None:
        page = ask(after=after, limit=2).json()
        found += [each["key"] for each in page["results"]]
        after = page["next"]

    assert found == ids


def test_a_fact_is_the_data_of_its_event(ask, ids):
    (result,) = ask(limit=1).json()["results"]

    truth = Truth.objects.get(id=ids[0])
    assert result["event"] == {
        "version": 1,
        "entry_id": ids[0],
        "owner_id": str(truth.owner_id),
        "state": "on",
        "mood": "fine",
    }
    assert UUID(result["key"]) == truth.id


@pytest.mark.parametrize("secret", ["", "wrong", "an-internal-secret-of-the-tests ", "é"])
def test_without_the_secret_nothing_is_exported(ask, secret):
    response = ask(secret=secret)

    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert "results" not in response.json()


def test_a_type_that_is_not_exported_is_missing(ask):
    assert ask("/internal/export/testapp.nothing.v1/").status_code == 404


@pytest.mark.parametrize("params", [{"after": "x"}, {"limit": 0}, {"limit": 1001}, {"limit": "x"}])
def test_a_bad_page_is_refused(ask, params):
    response = ask(**params)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json; charset=utf-8")
