"""The events of exports: one for each state, without the name of the file."""

from datetime import timedelta

import pytest
from django.utils import timezone
from export_steps import DAY, age, asked, step

from accounts.models import Archive
from accounts.services.archive_ends import archives_expire, archives_forget
from accounts.services.archiving import PATIENCE
from contracts.accounts import ExportChanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes(emitted):
    """Return a function that returns the events of exports, oldest first."""
    return lambda: [event for event in emitted() if isinstance(event, ExportChanged)]


def test_it_is_published_when_an_export_is_asked_for_and_when_it_is_ready(ada, run_jobs, changes):
    asked(ada)
    asked(ada)
    begun = Archive.objects.get()
    run_jobs()

    archive = Archive.objects.get()
    common = {"export_id": archive.id, "account_id": ada.account.id}
    ready_at = archive.expires_at - DAY
    assert changes() == [
        ExportChanged(**common, state="queued", changed_at=begun.created_at, version=1),
        ExportChanged(**common, state="ready", changed_at=ready_at, expires_at=archive.expires_at, version=2),
    ]
    assert archive.file_id.hex not in "".join(event.model_dump_json() for event in changes()).replace("-", "")


@pytest.mark.parametrize("ends", ["by the clock", "by asking again"])
def test_it_is_published_once_when_one_has_expired(ada, run_jobs, changes, ends):
    first = asked(ada)
    run_jobs()
    age(DAY, expires_at=timezone.now())

    if ends == "by asking again":
        asked(ada)
    archives_expire()
    archives_expire()

    of_first = [event for event in changes() if str(event.export_id) == first["id"]]
    assert [(event.state, event.version) for event in of_first] == [("queued", 1), ("ready", 2), ("expired", 3)]


def test_it_is_published_when_one_cannot_be_made(ada, changes):
    asked(ada)
    age(PATIENCE + timedelta(seconds=1))

    step()

    assert [(event.state, event.version, event.expires_at) for event in changes()] == [
        ("queued", 1, None),
        ("failed", 2, None),
    ]


def test_nothing_is_published_of_an_account_that_is_being_deleted(ada, run_jobs, changes):
    asked(ada)
    run_jobs()

    archives_forget(account_id=ada.account.id)
    run_jobs()

    assert [event.state for event in changes()] == ["queued", "ready"]
