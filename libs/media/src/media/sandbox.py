"""Runs ``media.encoder`` in a process of its own, and checks all that it answers."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from chassis.errors import Unavailable
from media.limits import AT_ONCE, ENCODING_SECONDS, OUTPUT_BYTES, UNWRITTEN, WAITING_SECONDS
from media.shapes import SIZES, Shape
from runtime.waiting import becomes_true

ENCODER = ("-m", "media.encoder")
OF_PYTHON = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH")
OPEN_FOLDER = re.compile(r"/proc/self/fd/(\d+)/")
"""Where the interpreter is when its folder was opened by root and is inherited as a descriptor (stack.python)."""
HEADER_BYTES = 1000
DISK_SECONDS = 30
BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,.:;=?@\[\]^_{|}~-]{6,100}")
_places = threading.BoundedSemaphore(AT_ONCE)
ENDED_BY: dict[int, str] = {signal.SIGXCPU: "too_large", signal.SIGXFSZ: "too_large"}


class Refused(Exception):
    """The encoder took no picture from the file; the argument is ``too_large`` or ``damaged``."""


@dataclass(frozen=True)
class Encoded:
    """A picture in every size, as WebP."""

    width: int
    height: int
    blurhash: str
    sizes: Mapping[str, bytes]


def encode(source: IO[bytes], name: str, shape: Shape) -> Encoded:
    """Return the picture that a file on disk holds, in the format ``name``.

    Raises Refused, and Unavailable when there is too much to do or the disk is full.
    """
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    try:
        with _place(), _turn(), tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as out:
            return _encode(source, name, shape, out)
    except OSError as error:
        raise Unavailable(retry_after_seconds=DISK_SECONDS) from error


def _encode(source: IO[bytes], name: str, shape: Shape, out: IO[bytes]) -> Encoded:
    """Let the encoder write to ``out``, and return what it has written."""
    status = _run(source, name, shape, out)
    if status == UNWRITTEN:
        raise Unavailable(retry_after_seconds=DISK_SECONDS)
    if status:
        raise Refused(ENDED_BY.get(-status, "damaged"))
    out.seek(0)
    return _read(out)


def _run(source: IO[bytes], name: str, shape: Shape, out: IO[bytes]) -> int:
    """Return how the encoder ended. It gets only the variables that Python itself needs: others are secrets."""
    site = ["-S"] if sys.flags.no_site else []
    command = [sys.executable, "-P", "-s", "-B", *site, *ENCODER, name, json.dumps(asdict(shape))]
    try:
        return subprocess.run(  # noqa: S603 - the arguments are ours
            command,
            stdin=source,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={variable: os.environ[variable] for variable in OF_PYTHON if variable in os.environ},
            pass_fds=[int(found[1])] if (found := OPEN_FOLDER.match(sys.executable)) else (),
            timeout=ENCODING_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise Unavailable(retry_after_seconds=5) from error


def _read(out: IO[bytes]) -> Encoded:
    """Return what the encoder has written. Raises Refused for anything but what it writes when all is well."""
    try:
        facts = json.loads(out.readline(HEADER_BYTES))
        if "refused" in facts:
            raise Refused(facts["refused"])
        sizes = {size: out.read(_count(facts["sizes"][size])) for size in SIZES}
        encoded_check(facts, sizes)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("damaged") from error
    return Encoded(facts["width"], facts["height"], facts["blurhash"], sizes)


def _count(number: Any) -> int:
    if type(number) is not int or not 0 < number <= OUTPUT_BYTES:
        raise ValueError("not a length")
    return number


def encoded_check(facts: Mapping[str, Any], sizes: Mapping[str, bytes]) -> None:
    """Raise ValueError unless these are sizes of a picture, and what is known of it; KeyError, TypeError likewise."""
    if not all(each[:4] == b"RIFF" and each[8:12] == b"WEBP" for each in sizes.values()):
        raise ValueError("not a WebP")
    if not all(type(facts[side]) is int and 0 < facts[side] <= OUTPUT_BYTES for side in ("width", "height")):
        raise ValueError("not a size")
    if not BLURHASH.fullmatch(facts["blurhash"]):
        raise ValueError("not a blurhash")


@contextmanager
def _place() -> Iterator[None]:
    """Take one of the places for uploads in this process. Raises Unavailable when there is none."""
    if not _places.acquire(blocking=False):
        raise Unavailable(retry_after_seconds=2)
    try:
        yield
    finally:
        _places.release()


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other process of this service decodes a picture on this machine. Raises Unavailable."""
    path = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()) / f"{settings.SERVICE}-encoder.lock"
    with path.open("wb") as lock:
        if not becomes_true(lambda: _is_taken(lock), seconds=WAITING_SECONDS):
            raise Unavailable(retry_after_seconds=2)
        yield


def _is_taken(lock: IO[bytes]) -> bool:
    """Return whether the lock is ours now; it is free again when the file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
