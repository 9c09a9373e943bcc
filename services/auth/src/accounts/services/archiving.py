"""Makes an archive in steps: each asks one service for one part, appends it to the zip, and notes it (ADR 0114).

The length of the file and its members are in the database. A step that is repeated begins at that length again, so
whenever the worker dies, nothing is missing and nothing is there twice.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO, Any

import requests
import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import archive_files, sources
from accounts.archive_contents import contents, json_parts, name_of_part
from accounts.archive_files import DiskFull
from accounts.mails import Mail
from accounts.models import UNFINISHED, Account, Archive, ArchiveMember, ArchiveState
from accounts.services.archive_ends import archive_end
from accounts.services.mails import mail_enqueue
from accounts.sources import SourceInvalid
from accounts.zip_files import FileLost, Member, directory_write, member_write
from chassis.jobs import Later, State, job
from runtime.failpoints import failpoint

log = structlog.get_logger(source="archives")

BUILD = "accounts.build_archive"
PATIENCE = timedelta(hours=6)
"""How long a service may be away before an archive is given up."""
LIFETIME = timedelta(hours=24)
MAX_BYTES = 4 * 1024**3
MAX_DELAY_SECONDS = 60.0
PAGES_IN_PART, PART_BYTES, PART_SECONDS = 10, 4 * 1024 * 1024, 2.0
"""When a part is full; the rest of the collection is another part."""
FILES = "files"


class Ended(Exception):
    """The archive was ended while the step ran; its file must not grow any more."""


class GivenUp(Exception):
    """The archive cannot be made; the argument says why: ``patience`` or ``size``."""


@job(BUILD)
def archive_build(key: str, state: State) -> State | None:
    """Add the next part to an archive, or complete it.

    Raises Later while a service or the disk is not available. Enqueues the mail to the owner at the end.
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
        left = [each._asdict() for each in sources.collections_of(archive.services[place])]
        return {"service": place, "left": [*left, {"name": FILES, "about": ""}]}
    return _add_part(archive, state)


def _begin(archive: Archive) -> State:
    """Start with an empty file: at first, or when the file is not where it was."""
    with transaction.atomic():
        _locked(archive)
        archive_files.begin(archive.file_id)
        ArchiveMember.objects.filter(archive=archive).delete()
        Archive.objects.filter(id=archive.id).update(state=ArchiveState.RUNNING, size=0, services_done=0)
    return {"service": 0}


def _add_part(archive: Archive, state: State) -> State:
    """Add one part of the first collection that is left, or one file; return the place of the next one."""
    kind, *others = state["left"]
    add = _add_file if kind["name"] == FILES else _add_items
    after = add(archive, state, kind)
    if after is not None:
        return state | {"after": after, "part": state.get("part", 1) + 1}
    if others:
        return {"service": state["service"], "left": others}
    Archive.objects.filter(id=archive.id).update(services_done=F("services_done") + 1)
    return {"service": state["service"] + 1}


def _add_items(archive: Archive, state: State, kind: dict[str, str]) -> str | None:
    """Add the next items of a collection as one JSON file; return the key to go on from, or None at the end."""
    service, place = archive.services[state["service"]], {"after": state.get("after")}
    with archive_files.draft() as draft:
        for text in json_parts(_items(archive, service, kind["name"], draft, place)):
            draft.write(text)
        name = name_of_part(service, kind["name"], state.get("part", 1))
        _append(archive, name=name, about=kind["about"], draft=draft, is_packed=True)
    return place["after"]


def _items(
    archive: Archive, service: str, collection: str, draft: IO[bytes], place: dict[str, str | None]
) -> Iterator[Any]:
    """Yield the items of some pages, from ``place`` on; at the end that is where the next part begins."""
    until = time.monotonic() + PART_SECONDS
    for _ in range(PAGES_IN_PART):
        items, place["after"] = sources.page_of(
            service, account_id=archive.account_id, collection=collection, after=place["after"]
        )
        yield from items
        if place["after"] is None or draft.tell() > PART_BYTES or time.monotonic() > until:
            return


def _add_file(archive: Archive, state: State, kind: dict[str, str]) -> str | None:
    """Add the next file of the account; return the key to go on from, or None when there was none."""
    service = archive.services[state["service"]]
    with archive_files.draft() as draft:
        found = sources.file_after(service, account_id=archive.account_id, after=state.get("after"), into=draft)
        if found is None:
            return None
        _append(archive, name=f"{service}/{FILES}/{found.name}", about="", draft=draft, is_packed=False)
    return found.key


def _append(archive: Archive, *, name: str, about: str, draft: IO[bytes], is_packed: bool) -> None:
    """Write a member behind those that the archive has. Raises Ended, GivenUp and FileLost.

    The row is locked only now that nothing is asked for any more: whoever ends the archive does not wait for a service.
    """
    draft.seek(0)
    path = archive_files.path_of(archive.file_id)
    with transaction.atomic():
        size = _locked(archive).size
        member, end = member_write(
            path, at=size, name=name, made_at=archive.created_at, source=draft, is_packed=is_packed
        )
        if end > MAX_BYTES:
            raise GivenUp("size")
        failpoint("archive.after_write")
        ArchiveMember.objects.create(archive=archive, about=about, **vars(member))
        Archive.objects.filter(id=archive.id).update(size=end)


def _complete(archive: Archive) -> None:
    """Write the list of contents and the directory, and let the owner know."""
    members = list(ArchiveMember.objects.filter(archive=archive).order_by("id"))
    account = Account.objects.filter(id=archive.account_id).first()
    if account is None:
        raise Ended
    text = contents(account.username, archive.created_at, [(each.name, each.about) for each in members])
    _append(archive, name="README.txt", about="", draft=BytesIO(text.encode()), is_packed=True)
    now = timezone.now()
    with transaction.atomic():
        locked = _locked(archive)
        locked.size = _write_directory(locked)
        failpoint("archive.after_directory")
        locked.state, locked.expires_at = ArchiveState.READY, now + LIFETIME
        locked.save(update_fields=["size", "state", "expires_at"])
        _announce(account, now)
    log.info("export_ready", subject_id=str(archive.account_id), size=locked.size)


def _write_directory(archive: Archive) -> int:
    rows = ArchiveMember.objects.filter(archive=archive).order_by("id")
    members = [
        Member(row.name, row.is_packed, row.header_offset, row.crc, row.packed_size, row.raw_size) for row in rows
    ]
    path = archive_files.path_of(archive.file_id)
    return directory_write(path, at=archive.size, made_at=archive.created_at, members=members)


def _announce(account: Account, now: datetime) -> None:
    is_proved = account.email_verified
    mail_enqueue(Mail.EXPORT_READY, to=account.email, account_id=account.id, now=now, is_proved=is_proved)


def _fail(archive: Archive, reason: str) -> None:
    """Let the archive fail, and its file be deleted."""
    with suppress(Ended), transaction.atomic():
        archive_end(_locked(archive), state=ArchiveState.FAILED)
        log.error("export_failed", subject_id=str(archive.account_id), reason=reason)


def _locked(archive: Archive) -> Archive:
    """Lock an archive that is being made. Raises Ended."""
    unfinished = Archive.objects.select_for_update(no_key=True).filter(id=archive.id, state__in=UNFINISHED)
    found: Archive | None = unfinished.first()
    if found is None:
        raise Ended
    return found
