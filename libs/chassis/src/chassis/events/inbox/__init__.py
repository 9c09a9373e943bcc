"""The inbox: each event has its effect once; the effect and the record of the event are one transaction."""

from bus.lanes import Lane
from chassis.events.inbox.filtering import filters_events
from chassis.events.inbox.rebuild_mode import is_rebuilding
from chassis.events.inbox.registry import handles, handles_together, on_batch
from chassis.transient import Transient

__all__ = ["Lane", "Transient", "filters_events", "handles", "handles_together", "is_rebuilding", "on_batch"]
