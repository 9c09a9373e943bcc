"""Jobs: long work that the worker does in short steps, each in a transaction of its own."""

from chassis.jobs.enqueueing import OutsideTransaction, enqueue
from chassis.jobs.later import Later
from chassis.jobs.registry import State, job

__all__ = ["Later", "OutsideTransaction", "State", "enqueue", "job"]
