"""The sentence of a notification: names and acts, never a text that somebody wrote."""

from collections.abc import Sequence

ACTS = {
    "follow": "started following you",
    "follow_request": "asked to follow you",
    "follow_accepted": "accepted your request to follow them",
    "friend_request": "asked you to be friends",
    "friend_accepted": "accepted your friend request",
    "like": "liked your post",
    "comment": "commented on your post",
    "reply": "replied to your comment",
    "mention": "mentioned you in a post",
    "share": "shared your post",
    "quote": "quoted your post",
    "group_invitation": "invited you to a group",
    "group_request": "asked to join a group that you moderate",
}
"""What the senders did, by type."""
ON_COMMENTS = {"like": "liked your comment", "mention": "mentioned you in a comment"}
"""The same, if the target is a comment and may be something else."""

SENTENCES = {
    "login": "Somebody logged in to your account on a device that it was not used on before: {detail}.",
    "export": "The export of your data is ready. You can fetch it until {detail}.",
    "scheduled_published": "Your scheduled post was published.",
}
"""Of the types that nobody sends."""


def sentence(
    *, kind: str, names: Sequence[str], senders_count: int, detail: str = "", is_on_comment: bool = False
) -> str:
    """Return e.g. "Ada and 2 others liked your post."; ``names`` are those of the latest senders, newest first."""
    if kind in SENTENCES:
        return SENTENCES[kind].format(detail=detail)
    act = ON_COMMENTS.get(kind, ACTS[kind]) if is_on_comment else ACTS[kind]
    return f"{_people(names, senders_count)} {act}."


def _people(names: Sequence[str], senders_count: int) -> str:
    first = names[0]
    if senders_count == 1:
        return first
    if senders_count == 2 and len(names) == 2:
        return f"{first} and {names[1]}"
    others = senders_count - 1
    return f"{first} and {others} other{'s' if others > 1 else ''}"
