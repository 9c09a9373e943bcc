"""The inbox: every event that arrives has its effect once, in one transaction with the note that it was seen."""

from chassis.bus.lanes import Lane
from chassis.inbox.quiet import is_quiet
from chassis.inbox.registry import handles
from chassis.inbox.transient import Transient

__all__ = ["Lane", "Transient", "handles", "is_quiet"]
