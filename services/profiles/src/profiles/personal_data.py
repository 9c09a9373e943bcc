"""What this service holds of an account: profiles and pictures."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData, StoredFile
from profiles.selectors.profiles import pictures_of, profile_of
from profiles.services.profiles import profile_erase

COLLECTIONS = {"profile": Collection("Your profile, also what only you see of it.", profile_of)}


class ProfilesData(PersonalData):
    """Erases and exports profiles and pictures."""

    def erase(self, account_id: UUID) -> bool:
        """Delete the profile, which is all that names the account; counts and states of posts have ids only."""
        profile_erase(account_id=account_id)
        return False

    def collections(self) -> Mapping[str, Collection]:
        """Return the profile."""
        return COLLECTIONS

    def files(self, *, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, StoredFile]]:
        """Return its pictures."""
        found = pictures_of(account_id=account_id, after=after, limit=limit)
        return [(key, StoredFile(name=name, path=path)) for key, name, path in found]


HELD = ProfilesData()
