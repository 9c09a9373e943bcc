"""What the diary holds of an account: entries."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from diary.models import Entry
from personal_data.holder import Collection, Item, PersonalData

AT_ONCE = 2


class DiaryData(PersonalData):
    """Erases and exports entries."""

    def erase(self, account_id: UUID) -> bool:
        """Delete the next entries."""
        some = list(Entry.objects.filter(account_id=account_id).values_list("id", flat=True)[:AT_ONCE])
        Entry.objects.filter(id__in=some).delete()
        return len(some) == AT_ONCE

    def collections(self) -> Mapping[str, Collection]:
        """Return the entries."""
        return {"entries": entries_of}


def entries_of(account_id: UUID) -> Iterator[Item]:
    """Return the entries of an account, oldest first."""
    for entry in Entry.objects.filter(account_id=account_id).order_by("id").iterator():
        yield {"id": str(entry.id), "text": entry.text}


HELD = DiaryData()
