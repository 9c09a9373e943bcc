"""The end of an archive: nobody may fetch it any more, then its file is deleted, then its row (ADR 114)."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from accounts import archive_files
from accounts.events import export_changed
from accounts.models import LIVE, Archive, ArchiveMember, ArchiveState
from chassis.events.outbox import emit
from chassis.jobs import State, enqueue, job
from chassis.jobs.periodic import periodic
from runtime.failpoints import failpoint

log = structlog.get_logger(source="archives")

DELETE = "accounts.delete_archive"
EXPIRE_SECONDS, EXPIRED_AT_ONCE = 60.0, 100
SWEEP_SECONDS = 3600.0
OLDEST_FILE = timedelta(hours=36)
"""No archive is in use for so long: it takes some hours at most, and is kept for 24. An older file belongs to no row;
the database may have been restored from a backup."""


def archive_end(archive: Archive, *, state: ArchiveState = ArchiveState.EXPIRED, is_forgotten: bool = False) -> None:
    """Let nobody fetch an archive any more, and let the worker delete its file; also its row, if it is forgotten.

    Emits ExportChanged the first time only; not for one that is forgotten, whose account is being erased everywhere.
    """
    is_first = Archive.objects.filter(id=archive.id, state__in=LIVE).update(state=state) == 1
    if is_first and not is_forgotten:
        archive.state = state
        emit(export_changed(archive, changed_at=timezone.now()))
    enqueue(DELETE, key=archive.id, state={"forget": True} if is_forgotten else None)


@transaction.atomic
def archives_forget(*, account_id: UUID) -> bool:
    """End every archive of an account that is being deleted; return whether there are any left.

    The worker deletes their files and then their rows. Call it when no new one can be asked for any more, and again
    until none is left.
    """
    left = list(Archive.objects.select_for_update().filter(account_id=account_id).order_by("id"))
    for archive in left:
        archive_end(archive, is_forgotten=True)
    return bool(left)


@job(DELETE)
def archive_delete(key: str, state: State) -> State | None:
    """Delete the file of an archive that has ended, and then what is known of it; repeating it is harmless."""
    archive = Archive.objects.filter(id=key).first()
    if archive is None:
        return None
    archive_files.delete(archive.file_id)
    failpoint("archive.file_deleted")
    if state.get("forget"):
        archive.delete()
    else:
        ArchiveMember.objects.filter(archive=archive).delete()
        Archive.objects.filter(id=key).update(closed_at=timezone.now())
    return None


@periodic(every_seconds=EXPIRE_SECONDS)
def archives_expire() -> None:
    """End the archives whose time is over."""
    with transaction.atomic():
        over = Archive.objects.filter(state=ArchiveState.READY, expires_at__lte=timezone.now())
        for archive in over.select_for_update(skip_locked=True).order_by("id")[:EXPIRED_AT_ONCE]:
            archive_end(archive)


@periodic(every_seconds=SWEEP_SECONDS)
def files_sweep() -> None:
    """Delete files that are too old to belong to an archive; a fault of the disk must not end the worker."""
    try:
        count = archive_files.sweep(older_than=OLDEST_FILE)
    except OSError as error:
        log.error("old_files_not_deleted", reason=type(error).__name__)
        return
    if count:
        log.warning("old_files_deleted", count=count)
