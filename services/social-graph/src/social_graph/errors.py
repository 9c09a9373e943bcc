"""What the social graph refuses."""

from chassis.errors import Unprocessable


class CannotFollowYourself(Unprocessable):
    """Follower and followee are the same account."""

    code = "cannot_follow_yourself"
