"""The lock that serialises the changes of the relations between two accounts."""

import hashlib
from uuid import UUID

from chassis.database.prepared import PreparedText

LOCK = PreparedText("SELECT count(pg_advisory_xact_lock($1))", ["bigint"])


def pair_lock(one: UUID, other: UUID) -> None:
    """Let no other transaction begin or change a relation between the two accounts until this one ends.

    Two pairs with one key wait for each other, which is harmless: a request locks one pair only. A step that erases an
    account locks several; if two such steps deadlock, the one that PostgreSQL ends is repeated by the worker.
    """
    low, high = sorted((one, other))
    digest = hashlib.blake2b(low.bytes + high.bytes, digest_size=8).digest()
    LOCK.rows(int.from_bytes(digest, signed=True))
