"""A zip that grows by one member at a time, each at a known offset, so that a step can be repeated.

The database knows how long the file is and which members it has. What is behind that length was written by a process
that died, and is overwritten.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

READABLE = 0o644 << 16
"""The mode of an unpacked member, as ``external_attr`` of a zip made on Unix holds it."""


@dataclass(frozen=True)
class Member:
    """What the directory at the end of a zip says of one member."""

    name: str
    is_packed: bool
    header_offset: int
    crc: int
    packed_size: int
    raw_size: int


class FileLost(Exception):
    """The file is shorter than it was: the disk was replaced, or the last step ran on another one."""


def member_write(
    path: Path, *, at: int, name: str, made_at: datetime, source: IO[bytes], is_packed: bool
) -> tuple[Member, int]:
    """Write a member at an offset and cut off what is behind it; return it and the new length of the file, in bytes.

    It is on the disk when this returns. Raises FileLost, and OSError, most of all when the disk is full.
    """
    info = _info(name, made_at, is_packed=is_packed)
    with _opened(path, at) as file, ZipFile(file, "w") as archive:
        with archive.open(info, "w") as member:
            shutil.copyfileobj(source, member)
        end = archive.start_dir
    os.truncate(path, end)
    _sync(path)
    return Member(name, is_packed, info.header_offset, info.CRC, info.compress_size, info.file_size), end


def directory_write(path: Path, *, at: int, made_at: datetime, members: Iterable[Member]) -> int:
    """Write the directory behind the last member and return the length of the zip, which is complete. Raises FileLost.

    Doing it again, at the same offset, changes nothing.
    """
    with _opened(path, at) as file, ZipFile(file, "w") as archive:
        for member in members:
            info = _info(member.name, made_at, is_packed=member.is_packed)
            info.header_offset, info.CRC = member.header_offset, member.crc
            info.compress_size, info.file_size = member.packed_size, member.raw_size
            archive.filelist.append(info)
    _sync(path)
    return path.stat().st_size


def _info(name: str, made_at: datetime, *, is_packed: bool) -> ZipInfo:
    info = ZipInfo(name, made_at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED if is_packed else ZIP_STORED
    info.external_attr = READABLE
    return info


def _opened(path: Path, at: int) -> IO[bytes]:
    """Return the file, open at its end, which is ``at``. Raises FileLost."""
    try:
        if path.stat().st_size < at:
            raise FileLost
        os.truncate(path, at)
    except FileNotFoundError as error:
        raise FileLost from error
    file = path.open("r+b")
    file.seek(at)
    return file


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
