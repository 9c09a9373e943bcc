"""Every defect, by its name."""

from tests.faults.defects import (
    bus,
    counts,
    departures,
    notifications,
    publishing,
    reactions,
    readers,
    relations,
    schedules,
    sessions,
    suspensions,
)
from tests.faults.defects.defect import Defect

ALL = (
    *bus.DEFECTS,
    *counts.DEFECTS,
    *readers.DEFECTS,
    *notifications.DEFECTS,
    *reactions.DEFECTS,
    *relations.DEFECTS,
    *publishing.DEFECTS,
    *schedules.DEFECTS,
    *sessions.DEFECTS,
    *suspensions.DEFECTS,
    *departures.DEFECTS,
)
CATALOGUE: dict[str, Defect] = {defect.name: defect for defect in ALL}
