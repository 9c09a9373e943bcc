"""Transactions on a service's outbox that overlap as we please, and the events that they tell if they commit."""

import json
import random
import time
from dataclasses import dataclass, field

import psycopg2

from tests.faults.letters import new_id

KIND, TELLER = "profiles.profile.updated.v1", "profiles"
"""A public type, and whose it is: it goes to whoever listens, and tells the name of somebody whom nobody knows."""
INSERT = "INSERT INTO outbox (event_id, type, subject, sequence, traceparent, data) VALUES (%s, %s, %s, 1, '', %s)"


@dataclass
class Told:
    """What the transactions of a run amount to: when each event was committed, and which never were."""

    committed: dict[str, float] = field(default_factory=dict)
    rolled_back: set[str] = field(default_factory=set)


class Transaction:
    """One open transaction at a time, on a connection of its own."""

    def __init__(self, url: str, told: Told) -> None:
        """Connect; the first `tell` begins the transaction."""
        self._connection, self._told = psycopg2.connect(url), told
        self._pending: list[str] = []

    def tell(self) -> str:
        """Write an event into the outbox and return its id."""
        event = new_id()
        with self._connection.cursor() as cursor:
            data = json.dumps({"account_id": event, "username": "probe", "display_name": "Probe", "version": 1})
            cursor.execute(INSERT, [event, KIND, f"profile/{event}", data])
        self._pending.append(event)
        return event

    def commit(self) -> None:
        """Let it be so."""
        self._connection.commit()
        self._told.committed |= dict.fromkeys(self._pending, time.time())
        self._pending.clear()

    def roll_back(self) -> None:
        """Let it not have been."""
        self._connection.rollback()
        self._told.rolled_back.update(self._pending)
        self._pending.clear()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def interleave(transactions: list[Transaction], chance: random.Random) -> None:
    """Let two to all of them tell one to three events each and end, in a random order of all their steps."""
    chosen = chance.sample(transactions, chance.randint(2, len(transactions)))
    steps = [index for index in range(len(chosen)) for _ in range(chance.randint(1, 3))]
    chance.shuffle(steps)
    open_until = {index: place for place, index in enumerate(steps)}
    ends = sorted(range(len(chosen)), key=lambda index: open_until[index] + chance.random() * len(steps))
    for place, index in enumerate(steps):
        chosen[index].tell()
        while ends and open_until[ends[0]] <= place and chance.random() < 0.7:
            _end(chosen[ends.pop(0)], chance)
    for index in ends:
        _end(chosen[index], chance)


def _end(transaction: Transaction, chance: random.Random) -> None:
    if chance.random() < 0.2:
        transaction.roll_back()
    else:
        transaction.commit()
