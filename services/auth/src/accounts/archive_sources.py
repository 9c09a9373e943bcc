"""Asks each service for what it has of an account; the addresses are those of ``personal_data.views``."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any, NamedTuple
from uuid import UUID

import requests
from django.conf import settings

from chassis.internal.client import Client
from runtime.backing_off import Backoff

PATH = "/internal/personal-data"
TIMEOUT_SECONDS = 4.0
MAX_FILE_BYTES = 64 * 1024 * 1024
COLLECTION = re.compile(r"[a-z][a-z_]{0,39}")
FILE = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,100}(?<!\.)")
"""Names of which an archive is made: no separators, and none that a system gives a meaning."""


class SourceInvalid(Exception):
    """A service answers what cannot be a part of an archive; the message names the fault, no data."""


class SourceAway(requests.RequestException):
    """A service was too slow and is not called for a while, so that mails and other jobs do not wait for it."""


class Collection(NamedTuple):
    """A list that a service has of each account, and what it is in a sentence."""

    name: str
    about: str


class StoredFile(NamedTuple):
    """A file of an account: its place among the account's files, and its name in the archive."""

    key: str
    name: str


def collections_of(service: str) -> list[Collection]:
    """Return what a service has of accounts. Raises requests.RequestException and SourceInvalid."""
    with _asking(service) as client:
        answer = client.get(f"{PATH}/")
    return [Collection(_checked(COLLECTION, each["name"]), str(each["about"])) for each in answer["collections"]]


def page_of(service: str, *, account_id: UUID, collection: str, after: str | None) -> tuple[list[Any], str | None]:
    """Return the items behind a key, and the key that the next page begins behind, or None at the end.

    Raises requests.RequestException.
    """
    place = {"after": after} if after else {}
    with _asking(service) as client:
        answer = client.get(f"{PATH}/{account_id}/{collection}/", **place)
    return answer["results"], answer["next"]


def file_after(service: str, *, account_id: UUID, after: str | None, into: IO[bytes]) -> StoredFile | None:
    """Write the file behind a key into ``into`` and return what it is, or None when there is none.

    Raises requests.RequestException and SourceInvalid.
    """
    place = {"after": after} if after else {}
    with _asking(service) as client:
        headers = client.download(f"{PATH}/{account_id}/files/", into, max_bytes=MAX_FILE_BYTES, **place)
    if headers is None:
        return None
    return StoredFile(headers["Kith-Key"], _checked(FILE, headers["Kith-Name"]))


def _checked(pattern: re.Pattern[str], name: object) -> str:
    if not isinstance(name, str) or not pattern.fullmatch(name):
        raise SourceInvalid("a name of a part is not allowed")
    return name


@contextmanager
def _asking(service: str) -> Iterator[Client]:
    """Ask a service once; the step of the export is repeated. Raises SourceAway while it must not be called."""
    address = settings.SERVICE_URLS[service]
    backoff, started = _backoff_at(address), time.monotonic()
    if backoff.is_on:
        raise SourceAway
    try:
        yield _client_at(address)
    except requests.RequestException:
        backoff.failed(after_seconds=time.monotonic() - started)
        raise


@cache
def _backoff_at(address: str) -> Backoff:
    return Backoff()


@cache
def _client_at(address: str) -> Client:
    return Client(address, settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS, repeats_reads=False)
