"""What this service holds of an account: its relations."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData
from social_graph.selectors import connections, groups, own, suggestions
from social_graph.services.erasing import relations_erase

COLLECTIONS = {
    "following": Collection("Whom you follow.", connections.followees_of),
    "followers": Collection("Who follows you.", connections.followers_of),
    "follow_requests_sent": Collection("Whom you have asked to follow.", connections.requests_sent_by),
    "follow_requests_received": Collection("Who has asked to follow you.", connections.requests_to),
    "friends": Collection("Your friends.", own.friends_of),
    "friend_requests_sent": Collection("Whom you have asked to be friends.", own.friend_requests_sent_by),
    "friend_requests_received": Collection("Who has asked you to be friends.", own.friend_requests_to),
    "blocks": Collection("Whom you block.", own.blocked_by),
    "mutes": Collection("Whom you mute.", own.muted_by),
    "groups": Collection("The groups you are in, have asked to join, or are invited to.", groups.groups_of),
    "dismissed_suggestions": Collection("Whom you do not want to be suggested.", suggestions.dismissed_by),
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
