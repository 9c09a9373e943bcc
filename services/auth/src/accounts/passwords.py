"""Which passwords are accepted, and how they are stored.

Argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).
"""

import os
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from accounts.guessable import is_context, is_simple
from accounts.models import Account
from chassis.errors import Unavailable

MIN_LENGTH = 8
MAX_LENGTH = 128

_similarity = UserAttributeSimilarityValidator(user_attributes=("username", "email"))
_common = CommonPasswordValidator()


PATIENCE_SECONDS = 2

# One hash costs as much as a hundred other requests. At most half of the processors compute hashes at a time, so that
# many logins do not make other requests slow.
TURNS = max(1, (os.cpu_count() or 1) // 2)
_turns = threading.BoundedSemaphore(TURNS)
NICE = 10


def _lower_priority() -> None:
    """Give other threads of the machine priority, because the limit of hashes is per web process.

    On Linux a thread has a nice value of its own. A process that was started with a lower priority keeps it, because
    only a privileged one may raise it. Source: setpriority(2), sched(7).
    """
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(NICE, os.getpriority(os.PRIO_PROCESS, thread)))


_hashing = ThreadPoolExecutor(TURNS, "hashing", initializer=_lower_priority)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until this thread may compute a hash. Raises Unavailable when that takes too long."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable()
    try:
        yield
    finally:
        _turns.release()


class Argon2id(Argon2PasswordHasher):
    """Django's hasher with parameters from the settings, so that tests can use a fast hash."""

    parallelism = 1

    @property
    def time_cost(self) -> int:
        """Return the number of passes."""
        return settings.ARGON2_PASSES

    @property
    def memory_cost(self) -> int:
        """Return the memory of one hash in KiB."""
        return settings.ARGON2_MEMORY_KIB

    def encode(self, password: str, salt: str) -> str:
        """Return the hash to store. Raises Unavailable."""
        with _turn():
            return str(_hashing.submit(super().encode, password, salt).result())

    def verify(self, password: str, encoded: str) -> bool:
        """Compare. Raises Unavailable."""
        with _turn():
            return bool(_hashing.submit(super().verify, password, encoded).result())


def password_fold(raw: str) -> str:
    """Return the form that is hashed: NFKC, so that a password is the same on every keyboard. Nothing is truncated.

    Source: NIST SP 800-63B, 5.1.1.2.
    """
    return unicodedata.normalize("NFKC", raw)


def password_faults(password: str, *, username: str, email: str) -> list[tuple[str, str]]:
    """Return why a password of fitting length is not good enough, as pairs of code and sentence."""
    account = Account(username=username, email=email)
    is_common, is_plain = _is_refused(_common, password, account), is_simple(password)
    applies = {
        "too_common": is_common,
        "too_simple": is_plain and not is_common,
        "too_similar": _is_refused(_similarity, password, account)
        or (not is_plain and is_context(password, username=username, email=email)),
    }
    return [(code, _SENTENCES[code]) for code, does in applies.items() if does]


_SENTENCES = {
    "too_common": "This password is among those that are tried first.",
    "too_simple": "This password repeats or counts up a few characters; use more that do not follow from each other.",
    "too_similar": "This password is too similar to the username, the e-mail address or the name of this service.",
}


def _is_refused(rule: Any, password: str, account: Account) -> bool:
    try:
        rule.validate(password, account)
    except ValidationError:
        return True
    return False
