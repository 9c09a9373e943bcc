"""What this service holds of an account: its relations."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData
from social_graph.selectors import personal_data as held
from social_graph.services.erasing import relations_erase

COLLECTIONS = {
    "following": Collection("Whom you follow.", held.followees_of),
    "followers": Collection("Who follows you.", held.followers_of),
    "follow_requests_sent": Collection("Whom you have asked to follow.", held.follow_requests_sent_by),
    "follow_requests_received": Collection("Who has asked to follow you.", held.follow_requests_to),
    "friends": Collection("Your friends.", held.friends_of),
    "friend_requests_sent": Collection("Whom you have asked to be friends.", held.friend_requests_sent_by),
    "friend_requests_received": Collection("Who has asked you to be friends.", held.friend_requests_to),
    "blocks": Collection("Whom you block.", held.blocked_by),
    "mutes": Collection("Whom you mute.", held.muted_by),
    "groups": Collection("The groups you are in, have asked to join, or are invited to.", held.groups_of),
    "dismissed_suggestions": Collection("Whom you do not want to be suggested.", held.dismissed_by),
}


class SocialGraphData(PersonalData):
    """Erases and exports relations."""

    def erase(self, account_id: UUID) -> bool:
        """End the next relations; the rows stay as states with versions, which have ids only."""
        return relations_erase(account_id=account_id)

    def collections(self) -> Mapping[str, Collection]:
        """Return the relations, each kind in both directions where the account may know of both."""
        return COLLECTIONS


HELD = SocialGraphData()
