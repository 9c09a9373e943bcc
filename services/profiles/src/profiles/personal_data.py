"""What this service holds of an account: profiles and pictures."""

from uuid import UUID

from personal_data.holder import PersonalData
from profiles.services import profile_erase


class ProfilesData(PersonalData):
    """Erases and exports profiles and pictures."""

    def erase(self, account_id: UUID) -> bool:
        """Delete the profile, which is all that names the account; counts and states of posts have ids only."""
        profile_erase(account_id=account_id)
        return False


HELD = ProfilesData()
