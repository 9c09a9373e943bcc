"""Every refusal of the posts service."""

from chassis.errors import InvalidInput, NotFound, Refused, Unprocessable


class PostNotFound(NotFound):
    """There is no such post, or the caller may not see it; both are answered alike."""


class CommentNotFound(NotFound):
    """There is no such comment, or the caller may not see it; both are answered alike."""


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


class ReplyToNotFound(InvalidInput):
    """A reply to a comment that is not under the same post."""

    def __init__(self) -> None:
        """Name the field."""
        detail = "There is no such comment under this post."
        super().__init__(detail, errors=[{"field": "reply_to", "code": "does_not_exist", "detail": detail}])


class ThreadTooDeep(Unprocessable):
    """A reply would be deeper than a thread may be."""

    code = "thread_too_deep"
