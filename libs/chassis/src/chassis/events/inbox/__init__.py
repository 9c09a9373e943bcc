"""The inbox: every event that arrives has its effect once, in one transaction with the note that it was seen."""

from bus.lanes import Lane
from chassis.events.inbox.quiet import is_quiet
from chassis.events.inbox.registry import handles, handles_together
from chassis.transient import Transient

__all__ = ["Lane", "Transient", "handles", "handles_together", "is_quiet"]
