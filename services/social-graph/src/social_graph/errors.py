"""What the social graph refuses."""

from chassis.errors import Conflict, NotFound, Refused, Unprocessable


class CannotFollowYourself(Unprocessable):
    """Follower and followee are the same account."""

    code = "cannot_follow_yourself"


class CannotBlockYourself(Unprocessable):
    """Blocker and blocked are the same account."""

    code = "cannot_block_yourself"


class CannotMuteYourself(Unprocessable):
    """Muter and muted are the same account."""

    code = "cannot_mute_yourself"


class CannotBefriendYourself(Unprocessable):
    """Sender and recipient of a friend request are the same account."""

    code = "cannot_befriend_yourself"


class ConnectionsHidden(Refused):
    """The account does not show its followers and followees to the caller. Its profile is public, and so is this."""

    code = "connections_hidden"


class RequestNotFound(NotFound):
    """There is no such request of or to the caller, or one that was replaced by a newer one."""


class RequestNotYours(Refused):
    """The sender of a request cancels it, the recipient accepts or rejects it."""

    code = "request_not_yours"


class RequestAnswered(Conflict):
    """The request was answered or cancelled already, in another way."""

    code = "request_answered"


class AlreadyFriends(Conflict):
    """The two accounts are friends already."""

    code = "already_friends"


class GroupNotFound(NotFound):
    """There is no such group, or the caller may not see it."""


class MemberNotFound(NotFound):
    """The account is not a member of the group, has not asked to be one, or is not banned from it."""


class GroupRoleNeeded(Refused):
    """The caller's role in the group does not allow this, or not to somebody with that role."""

    code = "group_role_needed"


class BannedFromGroup(Refused):
    """The account is banned from the group: it can neither join nor be invited."""

    code = "banned_from_group"


class LastOwner(Conflict):
    """A group has an owner at any time: the last one appoints another one first, or deletes the group."""

    code = "last_owner"


class AlreadyMember(Conflict):
    """The account is a member of the group already."""

    code = "already_member"
