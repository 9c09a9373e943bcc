"""What this service holds of an account: notifications."""

from uuid import UUID

from notifications.services.erasing import notifications_erase
from personal_data.holder import PersonalData


class NotificationsData(PersonalData):
    """Erases and exports notifications."""

    def erase(self, account_id: UUID) -> bool:
        """Delete the next notifications."""
        return notifications_erase(account_id=account_id)


HELD = NotificationsData()
