"""Every read of posts and notifications: at which addresses, and which of the scene's posts an answer shows to whom.

A new GET route of these services needs a line in READS; ``test_d_matrix.py`` fails until it has one.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import httpx

from gateway.routes import ROUTES
from tests.e2e.problems import anonymous_body
from tests.security.answers import telling_headers
from tests.security.leak_scene import FOLLOWS, FOLLOWS_INSIDER, FRIEND, MEMBER, MUTES, Quote, Scene, Written

PATHS = [
    (route.path.removeprefix("/api/v1/"), rule.access)
    for route in ROUTES
    for rule in route.rules
    if "GET" in rule.methods and rule.service in ("posts", "notifications")
]
"""The routes, and whether they need a token."""
Item = Written | Quote
LINKS = re.compile(r"[?&]cursor=([\w-]+)")


@dataclass(frozen=True)
class Read:
    """One address, and what its answer shows."""

    path: str
    status: int = 200
    shows: tuple[Item, ...] | None = None
    """Exactly these of the scene's posts; None for a list that may have any that the reader may read."""
    is_own_comment: bool = False
    """Whether it is a comment of the reader's, which repeats the ids of the post and of what it replies to."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, in the scene as it is now."""

    scene: Scene
    name: str

    def may_read(self, item: Item) -> bool:
        """Return the expectation."""
        if isinstance(item, Quote):
            return self.scene.may_read_quote(self.name, item, self.scene.quoted_by(item))
        return self.scene.may_read(self.name, item)

    def readable(self, *items: Item) -> tuple[Item, ...]:
        """Return those that it may read."""
        return tuple(filter(self.may_read, items))

    @property
    def ties(self) -> frozenset[int]:
        """Return its ties to the author."""
        return self.scene.ties(self.name)

    def get(self, path: str, **options: object) -> httpx.Response:
        """Read as this one."""
        return self.scene.get(self.name, path, **options)

    # Which items a list shows.

    def in_feed(self, item: Item) -> bool:
        """Return whether an item belongs in the feed, as far as it may be read."""
        if isinstance(item, Quote):
            is_of_friend = item.by == "insider" and (self.name == "author" or FOLLOWS_INSIDER in self.ties)
            return item.by == self.name or is_of_friend
        of_group = item.visibility == "group" and MEMBER in self.ties
        has_tie = self.name == "author" or of_group or bool({FOLLOWS, FRIEND, FOLLOWS_INSIDER} & self.ties)
        return has_tie and MUTES not in self.ties

    def has_marked(self, item: Item) -> bool:
        """Return whether it has liked, shared and saved an item, and commented on it."""
        return isinstance(item, Written) and self.name in item.comments


Reads = Callable[[Reader], Iterator[Read]]


def of_post(path: str) -> Reads:
    """Return the reads of something about one post, by its id."""

    def reads(reader: Reader) -> Iterator[Read]:
        # What is beside a quote is read by the same right as the quote: those of one account are enough.
        quotes = [each for each in reader.scene.items if isinstance(each, Quote)]
        some = quotes if path == "posts/{id}/" else reader.scene.quotes_by("insider")
        for item in (*reader.scene.posts, *some):
            found = reader.may_read(item)
            yield Read(path.replace("{id}", item.id), 200 if found else 404)

    return reads


def of_comment(path: str) -> Reads:
    """Return the reads of something about one comment, by its id."""

    def reads(reader: Reader) -> Iterator[Read]:
        for post in reader.scene.posts:
            found = reader.may_read(post)
            yield Read(path.replace("{id}", post.comment), 200 if found else 404)
            if mine := post.comments.get(reader.name):
                is_own = path == "comments/{id}/"
                has_answer = found or (is_own and not reader.scene.is_deleted)
                yield Read(path.replace("{id}", mine), 200 if has_answer else 404, is_own_comment=is_own)

    return reads


def of_author(reader: Reader) -> Iterator[Read]:
    """Yield the lists of one account's posts."""
    posts, quotes = reader.scene.posts, reader.scene.quotes_by("insider")
    yield Read(f"users/{reader.scene.author.id}/posts/?limit=100", shows=reader.readable(*posts))
    yield Read(f"users/{reader.scene.author.id}/posts/?pinned=false&limit=100", shows=reader.readable(*posts))
    yield Read(f"users/{reader.scene.people['insider'].id}/posts/?limit=100", shows=reader.readable(*quotes))


def of_everybody(reader: Reader) -> Iterator[Read]:
    """Yield the lists of posts, of everybody, of one account and of one group."""
    posts, author, group = reader.scene.posts, reader.scene.author.id, reader.scene.group
    in_group = [post for post in posts if post.visibility == "group"]
    yield Read("posts/?limit=100")
    yield Read(f"posts/?author={author}&limit=100", shows=reader.readable(*posts))
    yield Read(f"posts/?group={group}&limit=100", shows=reader.readable(*in_group))
    yield Read(f"posts/?group={group}&author={author}&limit=100", shows=reader.readable(*in_group))


def of_tags(reader: Reader) -> Iterator[Read]:
    """Yield the posts with each of the tags."""
    for post in reader.scene.posts:
        yield Read(f"hashtags/{post.tag}/posts/?limit=100", shows=reader.readable(post, *post.quotes))


def search(reader: Reader) -> Iterator[Read]:
    """Yield searches by word, tag, author and media."""
    for post in reader.scene.posts:
        yield Read(f"search/?q={post.word}&limit=100", shows=reader.readable(post))
        yield Read(f"search/?q=%23{post.tag}&limit=100", shows=reader.readable(post, *post.quotes))
    author = reader.scene.author.username
    for more in ("", "%20has:media"):
        yield Read(f"search/?q=from:{author}{more}&limit=100", shows=reader.readable(*reader.scene.posts))


def marked(path: str) -> Reads:
    """Return the read of a list of what the reader has marked."""

    def reads(reader: Reader) -> Iterator[Read]:
        yield Read(f"{path}?limit=100", shows=reader.readable(*filter(reader.has_marked, reader.scene.posts)))

    return reads


def feed(reader: Reader) -> Iterator[Read]:
    """Yield the feed."""
    yield Read("feed/?limit=100", shows=reader.readable(*filter(reader.in_feed, reader.scene.items)))


def activity(reader: Reader) -> Iterator[Read]:
    """Yield the activity: own acts and posts, and what others did to own posts."""
    own = [item for item in reader.scene.items if reader.has_marked(item) or reader.name == reader.scene.maker_of(item)]
    shown = None if reader.name == "author" else reader.readable(*own)  # many others' acts are on the first page
    yield Read("activity/?limit=100", shows=shown)


def notifications(reader: Reader) -> Iterator[Read]:
    """Yield the notifications, of mentions in posts, replies to comments and quotes."""
    is_author, posts = reader.name == "author", reader.scene.posts
    of_me = posts if not is_author and MUTES not in reader.ties else []
    quotes = [item for item in reader.scene.items if isinstance(item, Quote)] if is_author else []
    replies = reader.readable(*filter(reader.has_marked, of_me))
    yield Read("notifications/?limit=100")
    yield Read("notifications/?unread=true&limit=100")
    yield Read("notifications/?type=like&limit=100")
    yield Read("notifications/?type=mention&limit=100", shows=reader.readable(*of_me))
    yield Read("notifications/?type=reply&limit=100", shows=None if is_author else replies)
    yield Read("notifications/?type=quote&limit=100", shows=reader.readable(*quotes))


def of_owner(path: str) -> Reads:
    """Return the read of something that the author alone ever sees, by its id."""
    kind = path.split("/")[0]

    def reads(reader: Reader) -> Iterator[Read]:
        found = reader.name == "author"
        yield Read(path.replace("{id}", reader.scene.kept[kind]), 200 if found else 404)
        if kind == "media":
            for post in reader.scene.posts:
                yield Read(path.replace("{id}", post.medium), 200 if found else 404)

    return reads


def alone(path: str) -> Reads:
    """Return the read of one list that may have any readable post."""
    return lambda reader: iter([Read(path)])


def of_own(path: str) -> Reads:
    """Return the read of a list that has none of these posts."""
    return lambda reader: iter([Read(path, shows=())])


READS: dict[str, Reads] = {
    "users/{account}/posts/": of_author,
    "posts/": of_everybody,
    "scheduled-posts/": of_own("scheduled-posts/"),
    "scheduled-posts/{id}/": of_owner("scheduled-posts/{id}/"),
    "drafts/": of_own("drafts/"),
    "drafts/{id}/": of_owner("drafts/{id}/"),
    "posts/{id}/": of_post("posts/{id}/"),
    "posts/{id}/history/": of_post("posts/{id}/history/"),
    "posts/{id}/comments/": of_post("posts/{id}/comments/?limit=100"),
    "posts/{id}/likes/": of_post("posts/{id}/likes/"),
    "posts/{id}/shares/": of_post("posts/{id}/shares/"),
    "comments/{id}/": of_comment("comments/{id}/"),
    "comments/{id}/replies/": of_comment("comments/{id}/replies/?limit=100"),
    "comments/{id}/likes/": of_comment("comments/{id}/likes/"),
    "likes/": marked("likes/"),
    "bookmarks/": marked("bookmarks/"),
    "media/{id}/": of_owner("media/{id}/"),
    "feed/": feed,
    "hashtags/{tag}/posts/": of_tags,
    "search/": search,
    "trends/": alone("trends/?limit=100"),
    "explore/": alone("explore/?limit=100"),
    "activity/": activity,
    "notifications/": notifications,
    "notifications/unread-count/": of_own("notifications/unread-count/"),
}
"""The reads of each route."""


def reads_of(reader: Reader, only: set[str] | None = None) -> Iterator[tuple[str, Read]]:
    """Yield the reads of somebody by route; of an anonymous caller those that need no token."""
    for path, access in PATHS:
        if (only is None or path in only) and (reader.name != "anonymous" or access == "optional"):
            for read in READS[path](reader):
                yield path, read


def faults_of(reader: Reader, read: Read) -> Iterator[str]:
    """Read, and yield what is wrong with the answer: the post that it shows, or does not show."""
    answer = reader.get(read.path)
    if answer.status_code != read.status:
        yield f"answers {answer.status_code}"
    elif read.status == 404:
        missing = reader.scene.missing(reader.name, read.path)
        if (telling_headers(answer), anonymous_body(answer)) != (telling_headers(missing), anonymous_body(missing)):
            yield "differs from what does not exist"
    else:
        shown = _shown(answer, read)
        allowed = Reader(reader.scene, "anonymous") if read.path.startswith("trends/") else reader
        for item in reader.scene.items:
            is_shown = any(mark in shown for mark in marks_of(item, reader, read))
            if is_shown and not (allowed.may_read(item) and _may_be_in(read, item)):
                yield f"shows {label_of(item)}"
            if not is_shown and read.shows and item in read.shows:
                yield f"misses {label_of(item)}"


def faults_of_answers(scene: Scene) -> Iterator[str]:
    """Yield who can fetch a picture with an address of before, or is told that a hidden post did not change."""
    for post in scene.posts:
        for name, addresses in post.addresses.items():
            answers = [scene.http.get(each) for each in addresses] if not scene.may_read(name, post) else []
            if [answer.status_code for answer in answers] != [404] * len(answers):
                yield f"{name}: fetches the picture of the {post.visibility} post"
        if post.etag and not scene.may_read("anonymous", post):
            answer = scene.get("anonymous", f"posts/{post.id}/", headers={"If-None-Match": post.etag})
            if answer.status_code != 404:
                yield f"anonymous: is told that the {post.visibility} post did not change"


def faults_of_counts(reader: Reader) -> Iterator[str]:
    """Yield the counts that differ from what the reader can count in the lists."""
    for post in filter(reader.may_read, reader.scene.posts):
        shown = reader.get(f"posts/{post.id}/").json()
        listed = {
            kind: reader.get(f"posts/{post.id}/{kind}/?limit=100").json()["results"]
            for kind in ("likes", "shares", "comments")
        }
        if any(shown[f"{kind}_count"] != len(listed[kind]) for kind in listed):
            yield f"{reader.name}: the counts of the {post.visibility} post are not those of its lists"
        for comment in listed["comments"]:
            replies = [each for each in listed["comments"] if each["reply_to"] == comment["id"]]
            if comment["replies_count"] != len(replies):
                yield f"{reader.name}: replies_count of the {post.visibility} post"
        if (shown["bookmarks_count"] is None) != (reader.name != "author"):
            yield f"{reader.name}: bookmarks_count of the {post.visibility} post"
    if reader.name != "anonymous":
        unread = reader.get("notifications/?unread=true&limit=100").json()["results"]
        if reader.get("notifications/unread-count/").json()["unread"] != len(unread):
            yield f"{reader.name}: unread-count"


def _may_be_in(read: Read, item: Item) -> bool:
    """Return whether a readable item belongs in a list: by itself, or inside of a quote."""
    if read.shows is None or item in read.shows:
        return True
    return isinstance(item, Written) and any(quote in read.shows for quote in item.quotes)


def marks_of(item: Item, reader: Reader, read: Read) -> list[str]:
    """Return what an answer that shows an item contains one of."""
    if isinstance(item, Quote):
        return [item.id, item.word]
    if read.path.startswith("notifications/"):
        return [*item.marks, item.comments.get(reader.name, item.id)]
    return [*item.marks, item.tag] if read.path.startswith("trends/") else item.marks


def label_of(item: Item) -> str:
    """Return a name for a report."""
    return f"the quote by {item.by}" if isinstance(item, Quote) else f"the {item.visibility} post"


def _shown(answer: httpx.Response, read: Read) -> str:
    """Return what an answer contains, with the keys in its cursors."""
    body = answer.json()
    if read.is_own_comment:
        body = {name: value for name, value in body.items() if name not in ("post_id", "reply_to")}
    text = json.dumps(body) + answer.headers.get("Link", "")
    keys = [_ids_in(cursor) for cursor in LINKS.findall(text)]
    for asked in re.split("[?&]", read.path):  # which the links repeat
        text = text.replace(asked, "")
    return text + " ".join(keys)


def _ids_in(cursor: str) -> str:
    """Return the ids that a cursor may contain, at each place of its bytes."""
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    return " ".join(str(UUID(bytes=raw[at : at + 16])) for at in range(len(raw) - 15))
