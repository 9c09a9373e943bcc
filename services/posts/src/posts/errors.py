"""Every refusal of the posts service."""

from collections.abc import Sequence

from chassis.errors import Conflict, InvalidInput, NotFound, Refused, Unprocessable


class PostNotFound(NotFound):
    """There is no such post, or the caller may not see it; both are answered alike."""


class CommentNotFound(NotFound):
    """There is no such comment, or the caller may not see it; both are answered alike."""


class PostNotShareable(Unprocessable):
    """The caller tried to share or quote a post that only its author may read."""

    code = "post_not_shareable"

    def __init__(self) -> None:
        """Say which posts can be shared."""
        super().__init__("A private post can neither be shared nor quoted.")


class QuotedNotFound(InvalidInput):
    """The caller tried to quote a post that does not exist, or that they may not read."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "There is no such post that you may read."
        super().__init__(detail, errors=[{"field": "quote_of", "code": "does_not_exist", "detail": detail}])


class QuotesTooDeep(Unprocessable):
    """A quote of a quote, and so on, would be longer than such a chain may be."""

    code = "quotes_too_deep"


class NotYourPost(Refused):
    """The caller tried to change somebody else's post, which they may read."""

    code = "not_your_post"

    def __init__(self) -> None:
        """Say whose right it is."""
        super().__init__("Only its author may change or delete a post.")


class NotYourComment(Refused):
    """The caller tried to change somebody else's comment, which they may read."""

    code = "not_your_comment"

    def __init__(self) -> None:
        """Say whose right it is."""
        super().__init__("Only its author may change a comment; the author of the post may delete it, too.")


class PostOutOfReach(Refused):
    """An own comment is under a post that its author may no longer read: it can be read and deleted, not changed."""

    code = "post_out_of_reach"


class RepliesClosed(Refused):
    """The caller may read a post, but its reply policy does not let them comment on it."""

    code = "replies_closed"

    def __init__(self) -> None:
        """Say who decides it."""
        super().__init__("The author of the post has limited who may comment on it.")


class ReplyToNotFound(InvalidInput):
    """A reply to a comment that is not under the same post."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "There is no such comment under this post."
        super().__init__(detail, errors=[{"field": "reply_to", "code": "does_not_exist", "detail": detail}])


class GroupNotFound(InvalidInput):
    """A post for a group of which its author is not a member, or that does not exist; both are answered alike."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "There is no such group of yours."
        super().__init__(detail, errors=[{"field": "group", "code": "does_not_exist", "detail": detail}])


class NotInGroup(InvalidInput):
    """The visibility of a post that is in no group was to become ``group``."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "Only a post that was published in a group, and has not left it, is for its members."
        super().__init__(detail, errors=[{"field": "visibility", "code": "invalid", "detail": detail}])


class NoLongerMember(Refused):
    """An own post is in a group that its author has left: it can be read, taken out of the group and deleted."""

    code = "no_longer_a_member"

    def __init__(self) -> None:
        """Say what is possible."""
        super().__init__("You are no longer a member of its group; delete the post, or give it another visibility.")


class TooManyPins(Unprocessable):
    """An author pinned as many posts as allowed."""

    code = "too_many_pins"


class ThreadTooDeep(Unprocessable):
    """A reply would be deeper than a thread may be."""

    code = "thread_too_deep"


class MediumNotFound(NotFound):
    """The caller has no such medium; one of somebody else is answered alike."""


class MediaNotAttachable(InvalidInput):
    """A post names media that its author does not have, or that another post has."""

    def __init__(self, places: Sequence[int]) -> None:
        """Name their places in the list."""
        detail = "You have no such medium, or it belongs to another post."
        faults = [{"field": f"media.{place}", "code": "does_not_exist", "detail": detail} for place in places]
        super().__init__(detail, errors=faults)


class PostEmpty(InvalidInput):
    """A post would have neither a text nor media."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "A post needs a text or media."
        super().__init__(detail, errors=[{"field": "text", "code": "blank", "detail": detail}])


class TooManyUnattached(Conflict):
    """The caller has uploaded many media that belong to no post."""

    code = "too_many_unattached_media"


class ScheduledPostNotFound(NotFound):
    """There is no such scheduled post of the caller; it may be another account's."""


class DraftNotFound(NotFound):
    """There is no such draft of the caller; it may be another account's."""


class AlreadyPublished(Conflict):
    """A scheduled post has been published: it is a post now, and is changed or deleted as one."""

    code = "already_published"

    def __init__(self) -> None:
        """Say what it is now."""
        super().__init__("It has been published; edit or delete the post.")


class TooManyScheduledPosts(Unprocessable):
    """An account has as many scheduled posts as it may have."""

    code = "too_many_scheduled_posts"


class TooManyDrafts(Unprocessable):
    """An account has as many drafts as it may have."""

    code = "too_many_drafts"


class BadPublishingTime(InvalidInput):
    """The time of a scheduled post is too soon or too late."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "A post is scheduled for 5 minutes from now at the earliest, and for a year from now at the latest."
        super().__init__(detail, errors=[{"field": "publish_at", "code": "out_of_range", "detail": detail}])
