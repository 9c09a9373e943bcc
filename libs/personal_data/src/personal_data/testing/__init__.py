"""For the tests of services: an account is erased or exported here, as the jobs do it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from chassis.jobs import Later
from personal_data.events import dead_letters_erase
from personal_data.interface import Item, erasers
from personal_data.models import Erasure

ROUNDS = 2


def erase_here(account_id: UUID, *, run_jobs: Callable[[], int]) -> None:
    """Erase everything that this service holds of an account, twice; dead letters, which need a broker, are left."""
    Erasure.objects.get_or_create(account_id=account_id, defaults={"requested_at": datetime.now(UTC)})
    for eraser in [each for each in erasers() if each is not dead_letters_erase] * ROUNDS:
        while _is_more(eraser, account_id, run_jobs):
            run_jobs()


def _is_more(eraser: Callable[[UUID], bool], account_id: UUID, run_jobs: Callable[[], int]) -> bool:
    try:
        return eraser(account_id)
    except Later:  # what it waits for is a job
        return run_jobs() > 0


def exported_here(account_id: UUID) -> dict[str, list[Item]]:
    """Return every collection of an export of an account, read page by page as the auth service reads it."""
    kinds = _get("").json()["collections"]
    return {kind["name"]: _items(f"{account_id}/{kind['name']}/") for kind in kinds}


def files_here(account_id: UUID) -> dict[str, bytes]:
    """Return the files of an export of an account, by their names."""
    found: dict[str, bytes] = {}
    after: dict[str, str] = {}
    while (answer := _get(f"{account_id}/files/", **after)).status_code == 200:
        found[answer["Kith-Name"]] = b"".join(answer.streaming_content)
        after = {"after": answer["Kith-Key"]}
    return found


def _items(path: str) -> list[Item]:
    items: list[Item] = []
    after: dict[str, str] = {}
    while True:
        answer = _get(path, **after).json()
        items += answer["results"]
        if answer["next"] is None:
            return items
        after = {"after": answer["next"]}


def _get(path: str, **query: str) -> Any:
    secret = f"Bearer {settings.INTERNAL_SECRET}"
    return Client().get(f"/internal/personal-data/{path}", query, headers={"Authorization": secret})
