"""What this service holds of an account: notifications."""

from collections.abc import Mapping
from uuid import UUID

from notifications.selectors import notification_data
from notifications.services.erasing import notifications_erase
from personal_data.interface import Collection, PersonalData

COLLECTIONS = {"notifications": Collection("What you were notified of and have not deleted.", notification_data)}


class NotificationsData(PersonalData):
    """Erases and exports notifications."""

    def erase(self, account_id: UUID) -> bool:
        """Delete the next notifications."""
        return notifications_erase(account_id=account_id)

    def collections(self) -> Mapping[str, Collection]:
        """Return the notifications."""
        return COLLECTIONS


HELD = NotificationsData()
