"""What notifications are about."""

from django.db import models

TYPE_MAX = 32


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
    MENTION = "mention"
    SHARE = "share"
    QUOTE = "quote"
    GROUP_INVITATION = "group_invitation"
    GROUP_REQUEST = "group_request"
    LOGIN = "login"
    EXPORT = "export"
    SCHEDULED_PUBLISHED = "scheduled_published"


TARGET_KINDS = {
    Type.FOLLOW: "user",
    Type.FOLLOW_REQUEST: "user",
    Type.FOLLOW_ACCEPTED: "user",
    Type.FRIEND_REQUEST: "user",
    Type.FRIEND_ACCEPTED: "user",
    Type.LIKE: "post",
    Type.COMMENT: "post",
    Type.REPLY: "comment",
    Type.MENTION: "post",
    Type.SHARE: "post",
    Type.QUOTE: "post",
    Type.GROUP_INVITATION: "group",
    Type.GROUP_REQUEST: "group",
    Type.LOGIN: "session",
    Type.EXPORT: "export",
    Type.SCHEDULED_PUBLISHED: "post",
}
"""What the target of each type is; an account is always the recipient, so that acts of several people are grouped.

Of a like or a mention it may be a comment; see ``Notification.target_kind``.
"""
ABOUT_OTHERS = (Type.REPLY, Type.MENTION, Type.QUOTE)
"""Types whose recipient may be somebody else than the post's author, who may always read the post."""
MAYBE_ON_COMMENTS = (Type.LIKE, Type.REPLY, Type.MENTION)
"""Types whose target may be a comment."""
WITHOUT_SENDERS = (Type.LOGIN, Type.EXPORT, Type.SCHEDULED_PUBLISHED)
"""Types that nobody sends. The sender of their causes is the cause itself."""
