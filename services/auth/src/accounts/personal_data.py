"""What this service holds of an account: the account itself, its credentials, sessions and exports."""

from collections.abc import Mapping
from uuid import UUID

from accounts.selectors.personal_data import account_data, registration_picture_data, second_factor_data, session_data
from accounts.services.archive_ends import archives_forget
from accounts.services.audit import audit_reasons_erase
from accounts.services.deletions import account_erase
from personal_data.interface import Collection, PersonalData

COLLECTIONS = {
    "account": Collection("Your account, without its password.", account_data),
    "sessions": Collection("The devices on which you were logged in lately.", session_data),
    "second_factor": Collection(
        "Whether a login needs a code, since when, and how many recovery codes are left.", second_factor_data
    ),
    "registration_picture": Collection(
        "The picture that you registered with, until it is on your profile.", registration_picture_data
    ),
}


class AccountsData(PersonalData):
    """Erases and exports the account, its credentials and sessions."""

    def erase(self, account_id: UUID) -> bool:
        """Erase what the deletion has left: mails that wait, reasons in the audit log, and exports.

        A job deletes the exports with their files.
        """
        account_erase(account_id=account_id)
        is_more = audit_reasons_erase(subject_id=account_id)
        return archives_forget(account_id=account_id) or is_more

    def collections(self) -> Mapping[str, Collection]:
        """Return the account, its sessions and what else proves who somebody is."""
        return COLLECTIONS


HELD = AccountsData()
