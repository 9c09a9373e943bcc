"""Transactions on a service's outbox that overlap in a chosen order, and the events of those that commit."""

import json
import random
import time
from dataclasses import dataclass, field

import psycopg2

from tests.faults.raw_events import new_id

KIND, EMITTER = "profiles.profile.updated.v1", "profiles"
"""A public type and its producer; the data names an account that no service knows."""
INSERT = "INSERT INTO outbox (event_id, type, subject, sequence, traceparent, data) VALUES (%s, %s, %s, 1, '', %s)"


@dataclass
class Outcome:
    """The outcome of the transactions: when each event was committed, and which were rolled back."""

    committed: dict[str, float] = field(default_factory=dict)
    rolled_back: set[str] = field(default_factory=set)


class Transaction:
    """One open transaction at a time, on a connection of its own."""

    def __init__(self, url: str, outcome: Outcome) -> None:
        """Connect; the first `emit` begins the transaction."""
        self._connection, self._outcome = psycopg2.connect(url), outcome
        self._pending: list[str] = []

    def emit(self) -> str:
        """Write an event into the outbox and return its id."""
        event = new_id()
        with self._connection.cursor() as cursor:
            data = json.dumps({"account_id": event, "username": "probe", "display_name": "Probe", "version": 1})
            cursor.execute(INSERT, [event, KIND, f"profile/{event}", data])
        self._pending.append(event)
        return event

    def commit(self) -> None:
        """Commit, and record the time."""
        self._connection.commit()
        self._outcome.committed |= dict.fromkeys(self._pending, time.time())
        self._pending.clear()

    def roll_back(self) -> None:
        """Roll back, and record the events."""
        self._connection.rollback()
        self._outcome.rolled_back.update(self._pending)
        self._pending.clear()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def interleave(transactions: list[Transaction], chance: random.Random) -> None:
    """Let two or more transactions emit one to three events each and end, in a random order of all their steps."""
    chosen = chance.sample(transactions, chance.randint(2, len(transactions)))
    steps = [index for index in range(len(chosen)) for _ in range(chance.randint(1, 3))]
    chance.shuffle(steps)
    open_until = {index: place for place, index in enumerate(steps)}
    ends = sorted(range(len(chosen)), key=lambda index: open_until[index] + chance.random() * len(steps))
    for place, index in enumerate(steps):
        chosen[index].emit()
        while ends and open_until[ends[0]] <= place and chance.random() < 0.7:
            _end(chosen[ends.pop(0)], chance)
    for index in ends:
        _end(chosen[index], chance)


def _end(transaction: Transaction, chance: random.Random) -> None:
    if chance.random() < 0.2:
        transaction.roll_back()
    else:
        transaction.commit()
