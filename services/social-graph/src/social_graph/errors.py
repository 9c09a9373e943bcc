"""What the social graph refuses."""

from chassis.errors import InvalidInput


class CannotFollowYourself(InvalidInput):
    """Follower and followee are the same account."""

    code = "cannot_follow_yourself"
