"""Adds one part to an archive: some items of a collection, or one file of the account, as one member (ADR 114)."""

import time
from collections.abc import Iterator
from itertools import chain, count
from pathlib import PurePosixPath
from typing import IO, Any

from django.db import transaction
from django.db.models import F

from accounts import archive_files, archive_sources
from accounts.archive_contents import json_parts, name_of_part
from accounts.models import UNFINISHED, Archive, ArchiveMember
from accounts.zip_files import member_write
from chassis.jobs import State
from runtime.failpoints import failpoint

MAX_BYTES = 4 * 1024**3
PAGES_IN_PART, PART_BYTES, PART_SECONDS = 10, 4 * 1024 * 1024, 2.0
"""When a part is full; the rest of the collection is another part."""
FILES = "files"


class Ended(Exception):
    """The archive was ended while the step ran; its file must not grow any more."""


class GivenUp(Exception):
    """The archive cannot be made; the argument says why: ``patience`` or ``size``."""


def part_add(archive: Archive, state: State) -> State:
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
        member_append(archive, name=name, about=kind["about"], draft=draft, is_packed=True)
    return place["after"]


def _items(
    archive: Archive, service: str, collection: str, draft: IO[bytes], place: dict[str, str | None]
) -> Iterator[Any]:
    """Yield the items of some pages, from ``place`` on; at the end that is where the next part begins."""
    until = time.monotonic() + PART_SECONDS
    for _ in range(PAGES_IN_PART):
        items, place["after"] = archive_sources.page_of(
            service, account_id=archive.account_id, collection=collection, after=place["after"]
        )
        yield from items
        if place["after"] is None or draft.tell() > PART_BYTES or time.monotonic() > until:
            return


def _add_file(archive: Archive, state: State, kind: dict[str, str]) -> str | None:
    """Add the next file of the account; return the key to go on from, or None when there was none."""
    service = archive.services[state["service"]]
    with archive_files.draft() as draft:
        found = archive_sources.file_after(service, account_id=archive.account_id, after=state.get("after"), into=draft)
        if found is None:
            return None
        name = _free_name(archive, f"{service}/{FILES}/{found.name}")
        member_append(archive, name=name, about="", draft=draft, is_packed=False)
    return found.key


def _free_name(archive: Archive, wanted: str) -> str:
    """Return the name of a new member: with a number for a picture that has replaced one of the archive meanwhile."""
    path, members = PurePosixPath(wanted), ArchiveMember.objects.filter(archive=archive)
    names = chain([path], (path.with_stem(f"{path.stem}-{number}") for number in count(2)))
    return next(str(name) for name in names if not members.filter(name=name).exists())


def member_append(archive: Archive, *, name: str, about: str, draft: IO[bytes], is_packed: bool) -> None:
    """Write a member behind those that the archive has. Raises Ended, GivenUp and FileLost.

    The row is locked only now that nothing is asked for any more: whoever ends the archive does not wait for a service.
    """
    draft.seek(0)
    path = archive_files.path_of(archive.file_id)
    with transaction.atomic():
        size = archive_lock(archive).size
        member, end = member_write(
            path, at=size, name=name, made_at=archive.created_at, source=draft, is_packed=is_packed
        )
        if end > MAX_BYTES:
            raise GivenUp("size")
        failpoint("archive.after_write")
        ArchiveMember.objects.create(archive=archive, about=about, **vars(member))
        Archive.objects.filter(id=archive.id).update(size=end)


def archive_lock(archive: Archive) -> Archive:
    """Lock an archive that is being made. Raises Ended."""
    unfinished = Archive.objects.select_for_update(no_key=True).filter(id=archive.id, state__in=UNFINISHED)
    found: Archive | None = unfinished.first()
    if found is None:
        raise Ended
    return found
