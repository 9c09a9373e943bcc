"""Makes an archive in steps: each adds one part of one service to the zip and records it (ADR 114).

The length of the file and its members are in the database. A step that is repeated begins at that length again, so
whenever the worker dies, nothing is missing and nothing is there twice.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO

import requests
import structlog
from django.db import transaction
from django.utils import timezone

from accounts import archive_files, archive_sources
from accounts.archive_contents import contents
from accounts.archive_files import DiskFull
from accounts.archive_sources import SourceInvalid
from accounts.events import export_changed
from accounts.mails import Mail
from accounts.models import UNFINISHED, Account, Archive, ArchiveMember, ArchiveState
from accounts.services.archive_ends import archive_end
from accounts.services.archive_parts import FILES, Ended, GivenUp, archive_lock, member_append, part_add
from accounts.services.mails import owner_notify
from accounts.zip_files import FileLost, Member, directory_write
from chassis.events.outbox import emit
from chassis.jobs import Later, State, job
from runtime.failpoints import failpoint

log = structlog.get_logger(source="archives")

BUILD = "accounts.build_archive"
PATIENCE = timedelta(hours=6)
"""How long a service may be away before an archive is given up."""
LIFETIME = timedelta(hours=24)
"""How long an archive can be fetched once it is ready."""
MAX_DELAY_SECONDS = 60.0


@job(BUILD)
def archive_build(key: str, state: State) -> State | None:
    """Add the next part to an archive, or complete it.

    Raises Later while a service or the disk is not available. At the end emits ExportChanged and enqueues the mail.
    """
    archive = Archive.objects.filter(id=key, state__in=UNFINISHED).first()
    if archive is None:
        return None
    age = timezone.now() - archive.created_at
    try:
        if age > PATIENCE:
            raise GivenUp("patience")
        return _next(archive, state)
    except GivenUp as reason:
        _fail(archive, str(reason))
    except Ended:
        pass
    except FileLost:
        return _begin(archive)
    except (requests.RequestException, SourceInvalid, DiskFull) as reason:
        log.warning("export_waits", archive_id=key, place=state.get("service", 0), reason=type(reason).__name__)
        raise Later(min(MAX_DELAY_SECONDS, max(1.0, age.total_seconds()))) from None
    return None


def _next(archive: Archive, state: State) -> State | None:
    if not state:
        return _begin(archive)
    archive_files.check_space()
    place = state["service"]
    if place == len(archive.services):
        _complete(archive)
        return None
    if "left" not in state:
        left = [each._asdict() for each in archive_sources.collections_of(archive.services[place])]
        return {"service": place, "left": [*left, {"name": FILES, "about": ""}]}
    return part_add(archive, state)


def _begin(archive: Archive) -> State:
    """Start with an empty file: at first, or when the file is not where it was."""
    with transaction.atomic():
        archive_lock(archive)
        archive_files.begin(archive.file_id)
        ArchiveMember.objects.filter(archive=archive).delete()
        Archive.objects.filter(id=archive.id).update(state=ArchiveState.RUNNING, size=0, services_done=0)
    return {"service": 0}


def _complete(archive: Archive) -> None:
    """Write the list of contents and the directory, and let the owner know."""
    members = list(ArchiveMember.objects.filter(archive=archive).order_by("id"))
    account = Account.objects.filter(id=archive.account_id).first()
    if account is None:
        raise Ended
    text = contents(account.username, archive.created_at, [(each.name, each.about) for each in members])
    member_append(archive, name="README.txt", about="", draft=BytesIO(text.encode()), is_packed=True)
    now = timezone.now()
    with transaction.atomic():
        locked = archive_lock(archive)
        locked.size = _write_directory(locked)
        failpoint("archive.after_directory")
        locked.state, locked.expires_at = ArchiveState.READY, now + LIFETIME
        locked.save(update_fields=["size", "state", "expires_at"])
        _announce(account, locked, now)
    log.info("export_ready", subject_id=str(archive.account_id), size=locked.size)


def _write_directory(archive: Archive) -> int:
    rows = ArchiveMember.objects.filter(archive=archive).order_by("id")
    members = [
        Member(row.name, row.is_packed, row.header_offset, row.crc, row.packed_size, row.raw_size) for row in rows
    ]
    path = archive_files.path_of(archive.file_id)
    return directory_write(path, at=archive.size, made_at=archive.created_at, members=members)


def _announce(account: Account, archive: Archive, now: datetime) -> None:
    emit(export_changed(archive, changed_at=now))
    owner_notify(Mail.EXPORT_READY, account, now=now)


def _fail(archive: Archive, reason: str) -> None:
    """Let the archive fail, and its file be deleted."""
    with suppress(Ended), transaction.atomic():
        archive_end(archive_lock(archive), state=ArchiveState.FAILED)
        log.error("export_failed", subject_id=str(archive.account_id), reason=reason)
