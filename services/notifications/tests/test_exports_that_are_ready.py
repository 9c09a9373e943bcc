"""Exports that can be fetched: their owner is notified, in whatever order and however often the events come."""

from itertools import permutations

import pytest
from factories import LIST, at, new_id, person

from contracts.accounts import ExportChanged
from notifications.models import Notification
from personal_data.testing import erase_here, exported_here

DAY = 24 * 60


def changed(account_id, export_id, state):
    """Return the event of an export that was asked for at START, ended 30 minutes later, and expired a day after."""
    version, minutes = {"queued": (1, 0), "ready": (2, 30), "failed": (2, 30), "expired": (3, 30 + DAY)}[state]
    return ExportChanged(
        export_id=export_id,
        account_id=account_id,
        state=state,
        changed_at=at(minutes),
        expires_at=at(30 + DAY) if state in ("ready", "expired") else None,
        version=version,
    )


@pytest.mark.parametrize("times", [1, 2])
def test_the_owner_is_notified_when_it_can_be_fetched(api, deliver, times):
    ada, export = person("Ada"), new_id()
    deliver(changed(ada, export, "queued"), times=times)
    assert api(ada).get(LIST).json()["results"] == []

    deliver(changed(ada, export, "ready"), times=times)

    (shown,) = api(ada).get(f"{LIST}?type=export").json()["results"]
    assert shown | {"id": None} == {
        "id": None,
        "type": "export",
        "senders": [],
        "senders_count": 0,
        "target": {"type": "export", "id": str(export)},
        "text": "The export of your data is ready. You can fetch it until 2026-03-02 12:30 UTC.",
        "is_read": False,
        "created_at": "2026-03-01T12:30:00Z",
        "updated_at": "2026-03-01T12:30:00Z",
    }
    assert api(ada).get(f"{LIST}unread-count/").json() == {"unread": 1}
    assert api(person("Eve")).get(LIST).json()["results"] == []


@pytest.mark.parametrize("states", list(permutations(["queued", "ready", "expired"])))
def test_nothing_is_shown_of_one_that_has_expired_in_whatever_order_the_events_come(api, deliver, states):
    ada, export = person("Ada"), new_id()

    for state in states:
        deliver(changed(ada, export, state), times=2)

    assert api(ada).get(LIST).json()["results"] == []
    assert api(ada).get(f"{LIST}unread-count/").json() == {"unread": 0}


def test_a_late_event_of_the_beginning_hides_nothing(api, deliver):
    ada, export = person("Ada"), new_id()

    for state in ("ready", "queued"):
        deliver(changed(ada, export, state))

    assert [each["type"] for each in api(ada).get(LIST).json()["results"]] == ["export"]


def test_nobody_is_notified_of_one_that_failed(api, deliver):
    ada, export = person("Ada"), new_id()

    for state in ("queued", "failed"):
        deliver(changed(ada, export, state))

    assert api(ada).get(LIST).json()["results"] == []


def test_one_that_was_deleted_does_not_come_back(api, deliver):
    ada, export = person("Ada"), new_id()
    deliver(changed(ada, export, "ready"))

    assert api(ada).delete(f"{LIST}{Notification.objects.get().id}/").status_code == 204
    for state in ("queued", "ready", "expired"):
        deliver(changed(ada, export, state))

    assert api(ada).get(LIST).json()["results"] == []


@pytest.mark.parametrize("is_late", [False, True])
def test_a_deleted_account_keeps_none(deliver, run_jobs, is_late):
    ada, export = person("Ada"), new_id()
    deliver(changed(ada, export, "queued"))
    if not is_late:
        deliver(changed(ada, export, "ready"))

    erase_here(ada, run_jobs=run_jobs)
    deliver(changed(ada, export, "ready"))

    assert not Notification.objects.exists()


def test_an_export_says_until_when_an_earlier_one_was_there(deliver):
    ada, export = person("Ada"), new_id()

    deliver(changed(ada, export, "ready"))

    [shown] = exported_here(ada)["notifications"]
    assert (shown["type"], shown["target_id"], shown["detail"]) == ("export", str(export), "2026-03-02 12:30 UTC")
