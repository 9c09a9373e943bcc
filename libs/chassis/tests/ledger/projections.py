"""The projection of the ledger."""

from django.db import connection, transaction

from chassis.events.projections import Projection
from ledger.events import EntryChanged
from ledger.models import Entry, Tally

COUNT = """
    UPDATE ledger_tally SET count = (SELECT count(*) FROM ledger_entry
        WHERE ledger_entry.owner_id = ledger_tally.owner_id AND state = 'on')
    WHERE owner_id = %s
"""


def tallies_repair() -> None:
    """Count the entries of each owner again, one owner at a time."""
    for owner_id in Tally.objects.values_list("owner_id", flat=True):
        _count(owner_id)


@transaction.atomic
def _count(owner_id: object) -> None:
    Tally.objects.select_for_update().get(owner_id=owner_id)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [owner_id])


PROJECTIONS = [
    Projection(name="entries", event=EntryChanged, source="TESTAPP_URL", models=[Entry, Tally], repair=tallies_repair)
]
