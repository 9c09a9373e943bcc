"""What the social graph refuses."""

from chassis.errors import Refused, Unprocessable


class CannotFollowYourself(Unprocessable):
    """Follower and followee are the same account."""

    code = "cannot_follow_yourself"


class ConnectionsHidden(Refused):
    """The account shows its followers and followees to nobody. Its profile is public, and so is that it hides them."""

    code = "connections_hidden"
