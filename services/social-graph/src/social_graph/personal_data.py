"""What this service holds of an account: follows."""

from uuid import UUID

from personal_data.holder import PersonalData
from social_graph.services import follows_erase


class SocialGraphData(PersonalData):
    """Erases and exports follows."""

    def erase(self, account_id: UUID) -> bool:
        """End the next follows; the edges stay as states with versions, which have ids only."""
        return follows_erase(account_id=account_id)


HELD = SocialGraphData()
