"""For the tests of services: an account is erased here, as the job does it."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from chassis.jobs import Later
from personal_data.events import dead_letters_erase
from personal_data.holder import erasers
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
