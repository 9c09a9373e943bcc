"""What must be true in the end, worked out from the history alone, in plain dictionaries.

It shares no code with the services: it is the second opinion. Every object is changed by one client only (its author,
the follower, the liker) and a client does one thing at a time, so a client's own order is the order of its effects.
An operation whose outcome stayed unknown makes its object uncertain: both answers are then right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.history import Record, by_user


@dataclass
class Thing:
    """A post or a comment: its author's last word on it, and whether that word is certain."""

    id: str
    author: str
    text: str
    visibility: str = "public"
    parent: str = ""
    reply_to: str | None = None
    alive: bool = True
    certain: bool = True
    audiences: list[tuple[float, str, float]] = field(default_factory=list)
    deleted_at: float = float("inf")

    def audiences_between(self, started: float, ended: float) -> set[str]:
        """Return every visibility that the post may have had at some moment of that time."""
        possible = set()
        for index, (since, visibility, _) in enumerate(self.audiences):
            until = self.audiences[index + 1][2] if index + 1 < len(self.audiences) else float("inf")
            if since <= ended and until >= started:
                possible.add(visibility)
        return possible


@dataclass
class Model:
    """The expected facts. ``follows`` and ``likes`` map an edge to True or False, or None when nobody can know."""

    users: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Thing] = field(default_factory=dict)
    comments: dict[str, Thing] = field(default_factory=dict)
    follows: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    likes: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    ever_followed: set[tuple[str, str]] = field(default_factory=set)
    uncertain_texts: set[str] = field(default_factory=set)
    ended_tokens: list[tuple[str, float]] = field(default_factory=list)

    def living_posts(self) -> list[Thing]:
        """Return the posts that exist, newest first."""
        return sorted((post for post in self.posts.values() if post.alive), key=lambda post: post.id, reverse=True)

    def living_comments(self, post: str) -> list[Thing]:
        """Return the comments on a post that exist; the replies to a deleted comment stay."""
        if not self.posts[post].alive:
            return []
        return [one for one in self.comments.values() if one.parent == post and one.alive]

    def may_see(self, viewer: str | None, post: Thing) -> bool:
        """Answer whether the viewer (None: anonymous) may read a post."""
        if not post.alive:
            return False
        if viewer == post.author or post.visibility == "public":
            return True
        return post.visibility == "followers" and self.follows.get((viewer or "", post.author)) is True

    def might_see(self, viewer: str | None, post: Thing, started: float, ended: float) -> bool:
        """Answer whether a read in that time may have shown the post to the viewer without a leak."""
        if post.deleted_at < started:
            return False
        audiences = post.audiences_between(started, ended)
        if viewer == post.author or "public" in audiences:
            return True
        return "followers" in audiences and (viewer or "", post.author) in self.ever_followed

    def feed(self, viewer: str) -> list[str]:
        """Return the ids of the viewer's whole home feed, newest first."""
        return [
            post.id
            for post in self.living_posts()
            if (post.author == viewer or self.follows.get((viewer, post.author))) and self.may_see(viewer, post)
        ]

    def is_settled(self) -> bool:
        """Answer whether every fact is certain."""
        things = [*self.posts.values(), *self.comments.values()]
        edges = [*self.follows.values(), *self.likes.values()]
        return all(thing.certain for thing in things) and None not in edges and not self.uncertain_texts


def model_of(records: Iterable[Record]) -> Model:
    """Fold a history into the facts that it proves."""
    model = Model()
    for operations in by_user(records):
        for record in operations:
            handler = HANDLERS.get(record.op)
            if handler is not None and record.outcome != "fail":
                handler(model, record)
    return model


def _register(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.users[record.user] = record.answer["user"]["id"]


def _create(things: dict[str, Thing], model: Model, record: Record, **more: Any) -> None:
    if record.outcome == "info":
        model.uncertain_texts.add(record.args["text"])
        return
    thing = Thing(id=record.answer["id"], author=record.user, text=record.args["text"], **more)
    thing.audiences = [(record.started, thing.visibility, record.ended)]
    things[thing.id] = thing


def _post_create(model: Model, record: Record) -> None:
    _create(model.posts, model, record, visibility=record.args["visibility"])


def _comment_create(model: Model, record: Record) -> None:
    _create(model.comments, model, record, parent=record.args["post"], reply_to=record.args.get("reply_to"))


def _post_edit(model: Model, record: Record) -> None:
    post = model.posts[record.args["post"]]
    post.audiences.append((record.started, record.args["visibility"], record.ended))
    if record.outcome == "info":
        post.certain = False
        return
    post.text, post.visibility, post.certain = record.args["text"], record.args["visibility"], True


def _delete(thing: Thing, record: Record) -> None:
    thing.certain = record.outcome == "ok"
    if record.outcome == "ok":
        thing.alive, thing.deleted_at = False, record.ended


def _edge(edges: dict[tuple[str, str], bool | None], edge: tuple[str, str], record: Record, *, state: bool) -> None:
    if record.outcome == "ok":
        edges[edge] = state
    elif edges.get(edge, False) is not state:
        edges[edge] = None


def _follow(model: Model, record: Record, *, state: bool) -> None:
    edge = (record.user, record.args["followee"])
    if state:
        model.ever_followed.add(edge)
    _edge(model.follows, edge, record, state=state)


def _logout(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.ended_tokens.append((record.args["access"], record.ended))


HANDLERS = {
    "register": _register,
    "post.create": _post_create,
    "post.edit": _post_edit,
    "post.delete": lambda model, record: _delete(model.posts[record.args["post"]], record),
    "comment.create": _comment_create,
    "comment.delete": lambda model, record: _delete(model.comments[record.args["comment"]], record),
    "follow": lambda model, record: _follow(model, record, state=True),
    "unfollow": lambda model, record: _follow(model, record, state=False),
    "like": lambda model, record: _edge(model.likes, (record.args["post"], record.user), record, state=True),
    "unlike": lambda model, record: _edge(model.likes, (record.args["post"], record.user), record, state=False),
    "logout": _logout,
}
