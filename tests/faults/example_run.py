"""A small example run, written by hand: what three people did, and what Kith without faults shows in the end.

Ann wrote a public post, one for followers, a private one, and one that she deleted. Bob follows her. Bob likes the
public post, Cat comments on it, and Bob replies to Cat. Ann read her notifications before Bob replied; Cat logged out
once. Ids sort by age, as UUIDv7 do.
"""

from copy import deepcopy
from typing import Any

from tests.faults.history import Record

PUBLIC, FOLLOWERS, PRIVATE, DELETED = "0a", "0b", "0c", "0d"
COMMENT, REPLY = "1a", "1b"
ACCOUNTS = {"ann": "A", "bob": "B", "cat": "C"}


class HistoryBuilder:
    """Builds a history, one operation after the other; each takes a second."""

    def __init__(self) -> None:
        """Start with an empty history."""
        self.records: list[Record] = []

    def add(self, user: str, op: str, answer: Any = None, *, outcome: str = "ok", **args: Any) -> Record:
        """Add an operation and return its record, which the test may change."""
        began = float(2 * len(self.records) + 1)
        record = Record(user, op, args, outcome, 200 if outcome == "ok" else 404, answer, 1, began, began + 1)
        record.statuses = [record.status]
        self.records.append(record)
        return record

    def post(self, identity: str, visibility: str, text: str) -> None:
        """Let Ann write a post."""
        self.add("ann", "post.create", {"id": identity}, text=text, visibility=visibility)


def correct_history() -> HistoryBuilder:
    """Return what everybody did."""
    story = HistoryBuilder()
    for name, account in ACCOUNTS.items():
        story.add(name, "register", {"user": {"id": account}})
    story.post(PUBLIC, "public", "to all")
    story.post(FOLLOWERS, "followers", "to some")
    story.post(PRIVATE, "private", "to none")
    story.post(DELETED, "public", "oops")
    story.add("ann", "post.delete", post=DELETED)
    story.add("bob", "follow", followee="ann")
    story.add("bob", "like", post=PUBLIC)
    story.add("cat", "comment.create", {"id": COMMENT}, post=PUBLIC, text="well")
    story.add("ann", "notifications.read")
    story.add("bob", "comment.create", {"id": REPLY}, post=PUBLIC, text="oh", reply_to=COMMENT)
    story.add("cat", "logout", access="cat's token")
    return story


def correct_dump() -> dict[str, Any]:
    """Return what everybody is shown in the end."""
    return deepcopy(DUMP)


def card(name: str) -> dict[str, str]:
    """Return how a person is shown."""
    return {"id": ACCOUNTS[name], "username": name}


def post(
    identity: str, text: str, visibility: str, *, is_liked: bool = False, figures: tuple[int, int] = (0, 0)
) -> Any:
    """Return how a post is shown; ``figures`` counts likes and comments."""
    shown = {"id": identity, "author": card("ann"), "text": text, "visibility": visibility, "liked": is_liked}
    return shown | {"likes_count": figures[0], "comments_count": figures[1]}


def comment(identity: str, author: str, text: str, replies: int, reply_to: str | None = None) -> dict[str, Any]:
    """Return how a comment is shown."""
    return {"id": identity, "author": card(author), "text": text, "reply_to": reply_to, "replies_count": replies}


def notification(kind: str, target: str, *senders: str, is_read: bool = False) -> dict[str, Any]:
    """Return how a notification is shown."""
    shown = {"id": f"{kind} {target}", "type": kind, "target": {"id": target}, "is_read": is_read}
    return shown | {"senders_count": len(senders), "senders": [card(name) for name in senders]}


def profile(name: str, followers: int, following: int, posts: int) -> dict[str, Any]:
    """Return how a profile is shown."""
    counts = {"followers_count": followers, "following_count": following, "posts_count": posts, "friends_count": 0}
    return card(name) | counts


def stands(following: str, is_followed: bool) -> dict[str, Any]:
    """Return the relation of a viewer to another account."""
    return {"following": following, "followed_by": is_followed, "friend": "none", "blocking": False, "muting": False}


def member(**seen: Any) -> dict[str, Any]:
    """Return what one member is shown; lists that are not given are empty."""
    lists: dict[str, Any] = {"posts": [], "feed": [], "followers": [], "following": [], "notifications": []}
    return lists | {"unread": 0} | seen


def statuses(ann: int, bob: int, cat: int, anonymous: int) -> dict[str, int]:
    """Return the status of a post for every viewer."""
    return {"ann": ann, "bob": bob, "cat": cat, "": anonymous}


def asked(seen: dict[str, int], **more: Any) -> dict[str, Any]:
    """Return the entry of a post; a viewer who is refused the post is refused what is under it as well."""
    refused = {name: [404, 404] for name, status in seen.items() if status == 404}
    return {"statuses": seen, "likes": [], "comments": [], "tombstones": [], "hidden": refused} | more


SEEN_BY_ALL = {"ann": [PUBLIC], "bob": [], "cat": []}
NOBODY = stands("none", False)
DUMP: dict[str, Any] = {
    "users": {
        "ann": member(
            profile=profile("ann", 1, 0, 1),
            posts=[
                post(PRIVATE, "to none", "private"),
                post(FOLLOWERS, "to some", "followers"),
                post(PUBLIC, "to all", "public", figures=(1, 2)),
            ],
            feed=[
                post(PRIVATE, "to none", "private"),
                post(FOLLOWERS, "to some", "followers"),
                post(PUBLIC, "to all", "public", figures=(1, 2)),
            ],
            followers=[card("bob")],
            notifications=[
                notification("comment", PUBLIC, "bob", "cat"),
                notification("like", PUBLIC, "bob", is_read=True),
                notification("follow", "A", "bob", is_read=True),
            ],
            unread=1,
        ),
        "bob": member(
            profile=profile("bob", 0, 1, 0),
            feed=[
                post(FOLLOWERS, "to some", "followers"),
                post(PUBLIC, "to all", "public", is_liked=True, figures=(1, 2)),
            ],
            following=[card("ann")],
        ),
        "cat": member(profile=profile("cat", 0, 0, 0), notifications=[notification("reply", COMMENT, "bob")], unread=1),
    },
    "authors": {
        "ann": {"ann": [PRIVATE, FOLLOWERS, PUBLIC], "bob": [], "cat": []},
        "bob": {"ann": [FOLLOWERS, PUBLIC], "bob": [], "cat": []},
        "cat": SEEN_BY_ALL,
        "": SEEN_BY_ALL,
    },
    "people": {
        "ann": {"A": None, "B": stands("none", True), "C": NOBODY},
        "bob": {"A": stands("active", False), "B": None, "C": NOBODY},
        "cat": {"A": NOBODY, "B": NOBODY, "C": None},
        "": {"A": None, "B": None, "C": None},
    },
    "posts": {
        PUBLIC: asked(
            statuses(200, 200, 200, 200),
            likes=[card("bob")],
            comments=[comment(COMMENT, "cat", "well", 1), comment(REPLY, "bob", "oh", 0, COMMENT)],
        ),
        FOLLOWERS: asked(statuses(200, 200, 404, 404)),
        PRIVATE: asked(statuses(200, 404, 404, 404)),
        DELETED: asked(statuses(404, 404, 404, 404)),
    },
    "ended": [401, 401],
    "read": {
        "ann": {"after_one": 0, "after_all": 0, "left": []},
        "bob": {"after_one": 0, "after_all": 0, "left": []},
        "cat": {"after_one": 0, "after_all": 0, "left": []},
    },
}
