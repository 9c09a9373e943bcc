"""``Kith-After``: a read that carries what a write answered waits until this service knows of the write (ADR 0056)."""

from chassis.events.causality.tokens import token_of
from chassis.events.causality.waiting import wait_for

HEADER = "Kith-After"

__all__ = ["HEADER", "token_of", "wait_for"]
