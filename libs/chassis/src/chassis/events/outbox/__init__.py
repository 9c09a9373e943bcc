"""The outbox: events leave a service through a table, in the transaction of the change that they are about."""

from chassis.events.outbox.emission import OutsideTransaction, emit

__all__ = ["OutsideTransaction", "emit"]
