"""The outbox: events leave a service through a table, in the transaction of the change that they tell of."""

from chassis.events.outbox.emission import OutsideTransaction, emit

__all__ = ["OutsideTransaction", "emit"]
