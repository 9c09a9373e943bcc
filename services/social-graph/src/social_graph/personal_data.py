"""What this service holds of an account: follows."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData
from social_graph.selectors import followees_of, followers_of
from social_graph.services import follows_erase

COLLECTIONS = {
    "following": Collection("Whom you follow.", followees_of),
    "followers": Collection("Who follows you.", followers_of),
}


class SocialGraphData(PersonalData):
    """Erases and exports follows."""

    def erase(self, account_id: UUID) -> bool:
        """End the next follows; the edges stay as states with versions, which have ids only."""
        return follows_erase(account_id=account_id)

    def collections(self) -> Mapping[str, Collection]:
        """Return follows in both directions."""
        return COLLECTIONS


HELD = SocialGraphData()
