"""What this service holds of an account: the account itself, its credentials, sessions and exports."""

from collections.abc import Mapping
from uuid import UUID

from accounts.selectors import account_data, session_data
from accounts.services.archive_ends import archives_forget
from chassis.jobs import Later
from personal_data.holder import Collection, PersonalData

FILES_SECONDS = 1.0
COLLECTIONS = {
    "account": Collection("Your account, without its password.", account_data),
    "sessions": Collection("The devices on which you were logged in lately.", session_data),
}


class AccountsData(PersonalData):
    """Erases and exports accounts, their credentials and sessions."""

    def erase(self, account_id: UUID) -> bool:
        """Erase a share; return whether something may be left. Raises Later while exports are being deleted."""
        if archives_forget(account_id=account_id):
            raise Later(FILES_SECONDS)
        return False

    def collections(self) -> Mapping[str, Collection]:
        """Return the account and its sessions."""
        return COLLECTIONS


HELD = AccountsData()
