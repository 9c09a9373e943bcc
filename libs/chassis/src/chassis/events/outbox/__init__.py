"""The outbox: events are written to a table in the transaction of their change, and published from there."""

from chassis.events.outbox.emission import OutsideTransaction, emit

__all__ = ["OutsideTransaction", "emit"]
