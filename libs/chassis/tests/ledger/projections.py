"""The projection of the ledger."""

from chassis.projections import Projection
from ledger.events import EntryChanged
from ledger.models import Entry, Tally

PROJECTIONS = [Projection(name="entries", event=EntryChanged, source="TESTAPP_URL", models=[Entry, Tally])]
