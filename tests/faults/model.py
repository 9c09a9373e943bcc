"""The facts of a run, in plain dictionaries; it shares no code with the services."""

from dataclasses import dataclass, field

NEVER = float("inf")


@dataclass
class Thing:
    """A post or a comment: the last content that its author wrote, and whether that is certain."""

    id: str
    author: str
    text: str
    visibility: str = "public"
    parent: str = ""
    reply_to: str | None = None
    group: str | None = None
    """The group of a post that was written in one; it is read there while the visibility is ``group``."""
    quote_of: str | None = None
    alive: bool = True
    certain: bool = True
    audiences: list[tuple[float, str, float]] = field(default_factory=list)
    """When a visibility was requested, which, and since when it was certain."""
    deleted_at: float = NEVER

    def audiences_between(self, started: float, ended: float) -> set[str]:
        """Return every visibility that the post may have had at some moment of that time.

        A requested one may hold from the request on; from its acknowledgement on, it replaces the others.
        """
        possible = set()
        for index, (since, visibility, _) in enumerate(self.audiences):
            until = min((certain for _, _, certain in self.audiences[index + 1 :]), default=NEVER)
            if since <= ended and until >= started:
                possible.add(visibility)
        return possible


@dataclass
class Model:
    """The expected facts. ``follows`` and ``likes`` map a pair to True or False, or None when it is not certain."""

    users: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Thing] = field(default_factory=dict)
    comments: dict[str, Thing] = field(default_factory=dict)
    follows: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    likes: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    shares: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    """Who shares which post, in the same way, and who likes which comment: (object, name)."""
    comment_likes: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    scheduled: dict[str, Thing] = field(default_factory=dict)
    """Posts that were scheduled, by the ids of the schedules; one that was cancelled is not alive."""
    scheduled_texts: set[str] = field(default_factory=set)
    """All texts that they may have been published with."""
    ever_followed: set[tuple[str, str]] = field(default_factory=set)
    uncertain_texts: set[str] = field(default_factory=set)
    ended_tokens: list[tuple[str, float]] = field(default_factory=list)
    first_caused: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """When the first operation began that is a cause of a notification: (kind, object, sender)."""
    last_read: dict[str, float] = field(default_factory=dict)
    """When a user's last "mark all as read" was answered."""
    departures: dict[str, float] = field(default_factory=dict)
    """Since when each deleted account must be hidden from everybody, by name; NEVER where that was not confirmed."""
    departed: dict[str, str] = field(default_factory=dict)
    """The ids of the accounts that were deleted, by name; they are not among ``users`` any more."""
    blocks: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    """Who blocks whom; None where it is not certain, as below."""
    private: dict[str, bool | None] = field(default_factory=dict)
    friends: dict[frozenset[str], bool | None] = field(default_factory=dict)
    ever_blocked: set[frozenset[str]] = field(default_factory=set)
    """Pairs of whom one has blocked the other at some time, as far as is known."""
    befriended: dict[frozenset[str], float] = field(default_factory=dict)
    """When the last operation was answered that may have made two friends; NEVER while that is not known."""
    parted: dict[frozenset[str], float] = field(default_factory=dict)
    """When the last operation began that has ended the friendship of two for certain."""
    ever_private: set[str] = field(default_factory=set)
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Requests to follow that wait, from the owner's lists: who asks, and whom."""
    asked_friends: set[tuple[str, str]] = field(default_factory=set)
    """The same of requests to be friends."""
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The owner of each group, and how one joins it."""
    members: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    """Whether somebody is a member: (group, name)."""
    invited: set[tuple[str, str]] = field(default_factory=set)
    """Who is invited to a group, from the own lists: (group, name); the owner has invited them."""
    asked_groups: set[tuple[str, str]] = field(default_factory=set)
    """Who waits to join a group, likewise."""
    stale: list[str] = field(default_factory=list)
    """Reads of an own post that did not show what its author had written before."""

    def depart(self, name: str, *, hidden_at: float) -> None:
        """Delete an account, and with it all that it wrote, liked and followed, whoever acted last."""
        self.departed[name] = self.users.pop(name)
        for thing in (*self.posts.values(), *self.comments.values()):
            if thing.author == name:
                thing.alive, thing.certain, thing.deleted_at = False, True, min(hidden_at, thing.deleted_at)
        self.follows.update(dict.fromkeys((edge for edge in self.follows if name in edge), False))
        for marks in (self.likes, self.shares, self.comment_likes):
            marks.update(dict.fromkeys((mark for mark in marks if mark[1] == name), False))

    def existing_posts(self) -> list[Thing]:
        """Return the posts that exist, newest first."""
        return sorted((post for post in self.posts.values() if post.alive), key=lambda post: post.id, reverse=True)

    def existing_comments(self, post: str) -> list[Thing]:
        """Return the comments on a post that exist; the replies to a deleted comment stay."""
        if not self.posts[post].alive:
            return []
        return [one for one in self.comments.values() if one.parent == post and one.alive]

    def has_block(self, one: str, other: str) -> bool:
        """Return whether one of two accounts has blocked the other."""
        return bool(self.blocks.get((one, other)) or self.blocks.get((other, one)))

    def followers(self, name: str) -> set[str]:
        """Return who follows somebody."""
        return {follower for (follower, followee), state in self.follows.items() if followee == name and state}

    def followees(self, name: str) -> set[str]:
        """Return whom somebody follows."""
        return {followee for (follower, followee), state in self.follows.items() if follower == name and state}

    def likers(self, post: str) -> set[str]:
        """Return who likes a post."""
        return _who(self.likes, post)

    def sharers(self, post: str) -> set[str]:
        """Return who shares a post."""
        return _who(self.shares, post)

    def comment_likers(self, comment: str) -> set[str]:
        """Return who likes a comment."""
        return _who(self.comment_likes, comment)

    def mentioned(self, post: Thing) -> set[str]:
        """Return whom a post mentions, its author left out."""
        return {name for name in self.users if f"@{name}" in post.text.split()} - {post.author}

    def are_friends(self, one: str | None, other: str) -> bool:
        """Return whether two accounts are friends."""
        return self.friends.get(frozenset((one or "", other))) is True

    def quoted_by(self, post: Thing) -> list[Thing]:
        """Return the post that a post quotes, what that one quotes, and so on."""
        quoted = self.posts.get(post.quote_of or "")
        return [quoted, *self.quoted_by(quoted)] if quoted else []

    def may_see(self, viewer: str | None, post: Thing) -> bool:
        """Answer whether the viewer (None: anonymous) may read a post, and all that it quotes."""
        if viewer == post.author:
            return post.alive
        return all(self._may_see_alone(viewer, one) for one in (post, *self.quoted_by(post)))

    def may_see_quoted(self, viewer: str, post: Thing) -> bool:
        """Answer whether a post quotes something, and shows that to the viewer."""
        quoted = self.quoted_by(post)
        return bool(quoted) and all(self._may_see_alone(viewer, one) for one in quoted)

    def _may_see_alone(self, viewer: str | None, post: Thing) -> bool:
        if not post.alive or viewer == post.author:
            return post.alive
        if self.has_block(viewer or "", post.author):
            return False
        if post.visibility == "group":
            return self.members.get((post.group or "", viewer or "")) is True
        if post.visibility == "friends":
            return self.are_friends(viewer, post.author)
        if post.visibility == "public" and not self.private.get(post.author):
            return True
        return post.visibility != "private" and self.follows.get((viewer or "", post.author)) is True

    def might_see(self, viewer: str | None, post: Thing, started: float, ended: float) -> bool:
        """Answer whether a read in that time may have shown the post to the viewer without a leak."""
        if post.deleted_at < started:
            return False
        audiences = post.audiences_between(started, ended)
        if viewer == post.author or "public" in audiences:
            return True
        might = {
            "followers": (viewer or "", post.author) in self.ever_followed,
            "friends": frozenset((viewer or "", post.author)) in self.friends,
            "group": (post.group or "", viewer or "") in self.members,
        }
        return any(might[audience] for audience in audiences & might.keys())

    def might_stand_in_feed(self, viewer: str, post: Thing) -> bool:
        """Answer whether the post may stand in the viewer's feed at any time."""
        is_near = (viewer, post.author) in self.ever_followed or frozenset((viewer, post.author)) in self.friends
        return viewer == post.author or is_near or (post.group or "", viewer) in self.members

    def sharers_for(self, viewer: str, post: str) -> set[str]:
        """Return who of the followees and friends of the viewer shares a post."""
        near = self.followees(viewer)
        return {name for name in self.sharers(post) if name in near or self.are_friends(viewer, name)}

    def shared_to(self, viewer: str) -> set[str]:
        """Return the ids of the posts that are shared to the viewer, as far as it may read them; not its own."""
        others = [post for post in self.existing_posts() if post.author != viewer]
        return {post.id for post in others if self.sharers_for(viewer, post.id) and self.may_see(viewer, post)}

    def feed(self, viewer: str) -> list[str]:
        """Return the ids of the viewer's whole home feed without shares, newest first."""
        return [post.id for post in self.existing_posts() if self._is_for(viewer, post) and self.may_see(viewer, post)]

    def _is_for(self, viewer: str, post: Thing) -> bool:
        is_near = self.follows.get((viewer, post.author)) or self.are_friends(viewer, post.author)
        return viewer == post.author or post.visibility == "group" or bool(is_near)


def _who(marks: dict[tuple[str, str], bool | None], marked: str) -> set[str]:
    return {name for (each, name), state in marks.items() if each == marked and state}
