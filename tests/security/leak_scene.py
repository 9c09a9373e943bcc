"""One author with posts for every audience, and everybody who may stand in some relation to the author.

All posts are public at first, except that of the group, and everybody who may read them marks and comments on them.
Then the author narrows them, relations end, and at last the author's account is closed.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.staff import log_in, reinstate, stay_signed_in, suspend
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually

VISIBILITIES = ("public", "group", "friends", "followers", "private")
SIZES = ("small", "medium", "large")
MARKS = ("like", "bookmark", "share")
FOLLOWS, FRIEND, MEMBER, BLOCK, MUTES, FOLLOWS_INSIDER, SHUNNED = range(7)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ALL = frozenset({FOLLOWS, FRIEND, MEMBER})


@dataclass(frozen=True)
class Relation:
    """What ties an account to the author before and after some ties have ended."""

    before: frozenset[int] = frozenset()
    after: frozenset[int] | None = None
    end: Callable[["Scene", Person], object] | None = None

    @property
    def finally_(self) -> frozenset[int]:
        """Return the ties that are left at the end."""
        return self.before if self.after is None else self.after


def confirmed(ask: Callable[[], httpx.Response]) -> None:
    """Ask until every service has confirmed it."""
    eventually(lambda: ask().status_code in (200, 204), within=30)


def _block(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.author.put(f"users/{person.id}/block/"))


def _block_author(scene: "Scene", person: Person) -> None:
    confirmed(lambda: person.put(f"users/{scene.author.id}/block/"))


def _be_blocked_by_insider(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.people["insider"].put(f"users/{person.id}/block/"))


def _unfollow(scene: "Scene", person: Person) -> None:
    confirmed(lambda: person.delete(f"users/{scene.author.id}/follow/"))


def _be_removed(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.author.delete(f"users/me/followers/{person.id}/"))


def _unfriend(scene: "Scene", person: Person) -> None:
    confirmed(lambda: person.delete(f"friends/{scene.author.id}/"))


def _leave(scene: "Scene", person: Person) -> None:
    confirmed(lambda: person.delete(f"groups/{scene.group}/membership/"))


def _be_expelled(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.author.delete(f"groups/{scene.group}/members/{person.id}/"))


def _be_banned(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.author.put(f"groups/{scene.group}/bans/{person.id}/"))


def _mute(scene: "Scene", person: Person) -> None:
    confirmed(lambda: person.put(f"users/{scene.author.id}/mute/"))


def _be_muted(scene: "Scene", person: Person) -> None:
    confirmed(lambda: scene.author.put(f"users/{person.id}/mute/"))


RELATIONS = {
    "insider": Relation(ALL),
    "stranger": Relation(),
    "requester": Relation(),
    "follower": Relation(frozenset({FOLLOWS})),
    "friend": Relation(frozenset({FRIEND})),
    "member": Relation(frozenset({MEMBER})),
    "fan": Relation(frozenset({FOLLOWS_INSIDER})),
    "unfollowing": Relation(frozenset({FOLLOWS}), frozenset(), _unfollow),
    "removed": Relation(frozenset({FOLLOWS}), frozenset(), _be_removed),
    "unfriended": Relation(frozenset({FRIEND}), frozenset(), _unfriend),
    "left": Relation(frozenset({MEMBER}), frozenset(), _leave),
    "expelled": Relation(frozenset({MEMBER}), frozenset(), _be_expelled),
    "banned": Relation(frozenset({MEMBER}), frozenset(), _be_banned),
    "blocked": Relation(ALL, frozenset({BLOCK}), _block),
    "blocking": Relation(ALL, frozenset({BLOCK}), _block_author),
    "muted": Relation(ALL, ALL, _be_muted),
    "muting": Relation(ALL, ALL | {MUTES}, _mute),
    "shunned": Relation(ALL, ALL | {SHUNNED}, _be_blocked_by_insider),
}
"""Everybody but the author itself and anonymous callers, by name; an anonymous caller is a stranger without a token.

The fan follows the insider, who shares and quotes the author's posts, and whom the shunned one is blocked by.
"""
QUOTING = ("insider", "fan")


@dataclass(frozen=True)
class Quote:
    """A public post that quotes one of the author's."""

    id: str
    word: str
    by: str


@dataclass
class Written:
    """A post of the author's, and what hangs on it."""

    visibility: str
    """At the end."""
    id: str
    word: str
    tag: str
    medium: str
    comment: str
    """The author's."""
    replies: list[str] = field(default_factory=list)
    """The author's, to the comments of the others."""
    quotes: list[Quote] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    """Of the others, by their names."""
    addresses: dict[str, list[str]] = field(default_factory=dict)
    """Of its picture in each size, by the names of those who were shown them."""
    etag: str = ""
    """Of the answer to an anonymous caller."""

    @property
    def marks(self) -> list[str]:
        """Return what an answer that shows anything of it contains one of."""
        return [self.id, self.word, self.medium, self.comment, *self.replies]


class Scene:
    """The author's posts, everybody else, and what the relations are now."""

    def __init__(self, newcomer: Callable[..., Person], admin: Person) -> None:
        """Register everybody and let them do what they may."""
        self.admin, self.http = admin, admin.http
        self.author = newcomer("author")
        self.people = {name: newcomer(name[:8]) for name in RELATIONS}
        self.has_ended = self.is_narrowed = self.is_private = self.is_closed = self.is_deleted = False
        self._missing: dict[tuple[str, str], httpx.Response] = {}
        self.group = self._group()
        for name, relation in RELATIONS.items():
            self.people[name].writes(visibility="private")  # so that the posts service knows the account: see _write
            self._tie(self.people[name], relation.before)
        self.kept = self._kept()
        self.posts = [self._write(each) for each in VISIBILITIES]
        for post in self.posts:
            self._react(post)

    # What is so now.

    def ties(self, name: str) -> frozenset[int]:
        """Return the ties of one of the others."""
        relation = RELATIONS.get(name, Relation())
        return relation.finally_ if self.has_ended else relation.before

    def may_read(self, name: str, post: Written) -> bool:
        """Return whether somebody may read a post of the author's now, in the words of the product."""
        if self.is_closed:
            return False
        if name == "author":
            return True
        ties = self.ties(name)
        visibility = post.visibility if self.is_narrowed or post.visibility == "group" else "public"
        return (
            BLOCK not in ties
            and {
                "public": not self.is_private or FOLLOWS in ties,
                "followers": FOLLOWS in ties,
                "friends": FRIEND in ties,
                "group": MEMBER in ties,
                "private": False,
            }[visibility]
        )

    def may_read_quote(self, name: str, quote: Quote, post: Written) -> bool:
        """Return whether somebody may read a quote of a post: its own, and those of what may be read, too."""
        is_hidden = quote.by == "insider" and SHUNNED in self.ties(name)
        return name == quote.by or (self.may_read(name, post) and not is_hidden)

    @property
    def items(self) -> list[Written | Quote]:
        """Return the author's posts and what quotes them."""
        return [item for post in self.posts for item in (post, *post.quotes)]

    def quotes_by(self, name: str) -> list[Quote]:
        """Return the quotes that one of the others has written."""
        return [quote for post in self.posts for quote in post.quotes if quote.by == name]

    def quoted_by(self, quote: Quote) -> Written:
        """Return the post that is quoted."""
        return next(post for post in self.posts if quote in post.quotes)

    def maker_of(self, item: Written | Quote) -> str:
        """Return who has written it."""
        return item.by if isinstance(item, Quote) else "author"

    def get(self, name: str, path: str, **options: Any) -> httpx.Response:
        """Read as somebody, or without a token as "anonymous"."""
        if name == "anonymous":
            return self.http.get(f"/api/v1/{path}", **options)
        person = self.author if name == "author" else self.people[name]
        return person.get(path, **options)

    def missing(self, name: str, path: str) -> httpx.Response:
        """Return the answer to somebody who reads the same of something that does not exist."""
        form = ID.sub(str(uuid4()), path)
        key = (name, ID.sub("", path))
        if key not in self._missing:
            self._missing[key] = self.get(name, form)
        return self._missing[key]

    def remember_answers(self) -> None:
        """Keep the addresses of pictures that everybody gets now, and the tag of what an anonymous caller gets."""
        for post in self.posts:
            post.addresses.clear()
            for name in filter(lambda each: self.may_read(each, post), ("anonymous", *RELATIONS)):
                answer = self.get(name, f"posts/{post.id}/")
                [shown] = answer.json()["media"]
                post.addresses[name] = [shown[size] for size in SIZES]
                if name == "anonymous":
                    post.etag = answer.headers["ETag"]

    def stay_signed_in(self) -> None:
        """Give everybody new tokens whose present ones expire soon."""
        for person in (*self.people.values(), *([] if self.is_closed else [self.author])):
            stay_signed_in(person)

    # What changes.

    def narrow(self) -> None:
        """Give each post the audience that it has at the end."""
        for post in self.posts:
            if post.visibility not in ("public", "group"):
                answer = self.author.change(f"posts/{post.id}/", {"visibility": post.visibility})
                assert answer.status_code == 200, answer.text
        self.is_narrowed = True

    def end_ties(self) -> None:
        """End the ties that do not last."""
        for name, relation in RELATIONS.items():
            if relation.end:
                relation.end(self, self.people[name])
        self.has_ended = True

    def close_to_strangers(self) -> None:
        """Make the author's account private; somebody asks to follow it."""
        confirmed(lambda: self.author.change("users/me/", {"is_private": True}))
        asked = self.people["requester"].put(f"users/{self.author.id}/follow/")
        assert asked.json()["following"] == "requested"
        self.is_private = True

    def suspend(self) -> None:
        """Suspend the author."""
        suspend(self.author, by=self.admin)
        self.is_closed = True

    def delete(self) -> None:
        """Reinstate the author, who then deletes the account."""
        reinstate(self.author, by=self.admin)
        self.author = log_in(self.http, self.author.username)
        assert self.author.delete("users/me/", json={"password": PASSWORD}).status_code == 202
        self.is_deleted = True

    # How it begins.

    def _group(self) -> str:
        made = lambda: self.author.post("groups/", {"name": secrets.token_hex(8), "visibility": "private"})  # noqa: E731
        return str(eventually(lambda: made().json()["id"]))

    def _tie(self, person: Person, ties: frozenset[int]) -> None:
        if FOLLOWS in ties:
            person.follows(self.author)
        if FOLLOWS_INSIDER in ties:
            person.follows(self.people["insider"])
        if FRIEND in ties:
            for one, other in ((person, self.author), (self.author, person)):
                eventually(lambda one=one, other=other: befriended(one, other), within=30)
        if MEMBER in ties:
            confirmed(lambda: self.author.put(f"groups/{self.group}/invitations/{person.id}/"))
            confirmed(lambda: person.put(f"groups/{self.group}/membership/"))

    def _kept(self) -> dict[str, str]:
        """Make what only the author ever sees, and return the ids by the first part of their addresses."""
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        made = {
            "drafts": self.author.post("drafts/", {"text": "Later."}),
            "scheduled-posts": self.author.post("posts/", {"text": "Later.", "publish_at": tomorrow}),
            "media": self._upload(),
        }
        return {kind: str(answer.json()["id"]) for kind, answer in made.items()}

    def _upload(self) -> httpx.Response:
        answer = self.author.request("POST", "media/", files={"file": ("a.png", png(9, side=8), "image/png")})
        assert answer.status_code == 201, answer.text
        return answer

    def _write(self, visibility: str) -> Written:
        """Write a post that mentions everybody; only that of the group is not public at first."""
        word, tag, medium = (*(name_like("quay").replace("_", "") for _ in "ab"), self._upload().json()["id"])
        everybody = " ".join(f"@{each.username}" for each in self.people.values())
        of_group: dict[str, Any] = {"group": self.group} if visibility == "group" else {}
        post = self.author.writes(f"The {word} of #{tag}. {everybody}", media=[medium], **of_group)
        assert len(post["mentions"]) == len(RELATIONS), post["mentions"]
        comment = self.author.comments(post["id"], f"A {word}.")["id"]
        return Written(visibility, post["id"], word, tag, medium, comment)

    def _react(self, post: Written) -> None:
        for name, person in self.people.items():
            if self.may_read(name, post):
                for mark in MARKS:
                    confirmed(lambda mark=mark, person=person: person.put(f"posts/{post.id}/{mark}/"))
                mine = post.comments[name] = person.comments(post.id, reply_to=post.comment)["id"]
                assert self.author.put(f"comments/{mine}/like/").status_code == 200
                post.replies.append(self.author.comments(post.id, f"Yes, {post.word}.", reply_to=mine)["id"])
                if name in QUOTING:
                    word = name_like("pier").replace("_", "")
                    quote = person.writes(f"So says #{post.tag}, {word}.", quote_of=post.id)
                    post.quotes.append(Quote(quote["id"], word, name))


def befriended(one: Person, other: Person) -> bool:
    """Ask for a friendship, or accept it by asking, too; return whether that was accepted."""
    return one.post("friends/request/", {"to": other.id}).status_code in (200, 201)
