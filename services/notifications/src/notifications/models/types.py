"""What notifications are about."""

from django.db import models


class Type(models.TextChoices):
    """What a notification is about."""

    FOLLOW = "follow"
    FOLLOW_REQUEST = "follow_request"
    FOLLOW_ACCEPTED = "follow_accepted"
    FRIEND_REQUEST = "friend_request"
    FRIEND_ACCEPTED = "friend_accepted"
    LIKE = "like"
    COMMENT = "comment"
    REPLY = "reply"
    GROUP_INVITATION = "group_invitation"
    GROUP_REQUEST = "group_request"
    LOGIN = "login"
    EXPORT = "export"


TARGET_KINDS = {
    Type.FOLLOW: "user",
    Type.FOLLOW_REQUEST: "user",
    Type.FOLLOW_ACCEPTED: "user",
    Type.FRIEND_REQUEST: "user",
    Type.FRIEND_ACCEPTED: "user",
    Type.LIKE: "post",
    Type.COMMENT: "post",
    Type.REPLY: "comment",
    Type.GROUP_INVITATION: "group",
    Type.GROUP_REQUEST: "group",
    Type.LOGIN: "session",
    Type.EXPORT: "export",
}
"""What the target of each type is; an account is always the recipient, so that acts of several people are grouped."""
WITHOUT_SENDERS = (Type.LOGIN, Type.EXPORT)
"""Types that nobody sends. The sender of their causes is the cause itself."""
