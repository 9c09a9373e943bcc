"""What the diary holds of an account: entries."""

from collections.abc import Mapping
from uuid import UUID

from diary.models import Entry
from personal_data.interface import Collection, Item, PersonalData, StoredFile

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
        return {"entries": Collection("What you wrote into your diary.", entries_of)}

    def files(self, *, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, StoredFile]]:
        """Return a drawing for each entry."""
        entries = _entries(account_id, after, limit)
        return [(entry.id, StoredFile(f"{entry.text}.webp", f"diary/{entry.id}")) for entry in entries]


def entries_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, Item]]:
    """Return the entries of an account, oldest first."""
    return [(entry.id, {"id": entry.id, "text": entry.text}) for entry in _entries(account_id, after, limit)]


def _entries(account_id: UUID, after: UUID | None, limit: int) -> list[Entry]:
    entries = Entry.objects.filter(account_id=account_id).order_by("id")
    return list((entries.filter(id__gt=after) if after else entries)[:limit])


HELD = DiaryData()
