"""``Kith-After``: a read with the token of a write waits until this service has applied the write (ADR 56)."""

from chassis.events.causality.tokens import token_of
from chassis.events.causality.waiting import wait_for

HEADER = "Kith-After"

__all__ = ["HEADER", "token_of", "wait_for"]
