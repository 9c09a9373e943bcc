"""What every account must see: its feed, its lists, its counts, and the posts of some others; computed and compared."""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bench.demo.callers import Callers
from bench.demo.world import World
from runtime.waiting import wait_until

DEADLINE_SECONDS = 180
"""How long events may take to arrive everywhere after the last write."""

NEARBY = 40
"""Among how many entries before it a post is not repeated by a share."""

View = tuple[str, list[Any], list[Any]]
"""A name, what must be shown, and what is."""


@dataclass(frozen=True)
class Difference:
    """A view that is not what it must be."""

    person: int
    view: str
    expected: list[Any]
    shown: list[Any]

    def __str__(self) -> str:
        """Return one line that says what is wrong."""
        missing, extra = set(self.expected) - set(self.shown), set(self.shown) - set(self.expected)
        doubled = len(self.shown) - len(set(self.shown))
        is_misplaced = not missing and not extra and not doubled
        return (
            f"reed{self.person + 1}, {self.view}: {len(self.expected)} expected, {len(self.shown)} shown,"
            f" missing {len(missing)} {sorted(missing)[:2]}, unexpected {len(extra)} {sorted(extra)[:2]},"
            f" doubled {doubled}{', in another order' if is_misplaced else ''}"
        )


def expected_feed(world: World, person: int) -> list[str]:
    """Return what a feed must show, newest first, from the graph, the posts and the shares alone.

    A share is its post with its sharer. Keys are UUIDv7: their order is that of time.
    """
    entries = {post: (post, post) for post in _expected_alone(world, person)} | _expected_shares(world, person)
    nearby: deque[str] = deque(maxlen=NEARBY)
    shown = []
    for key, (post, entry) in sorted(entries.items()):
        if key == post or post not in nearby:
            nearby.append(post)
            shown.append(entry)
    return shown[::-1]


def _expected_shares(world: World, person: int) -> dict[str, tuple[str, str]]:
    """Return the shares by their keys: the post, and how the feed shows it."""
    sharers = {each for each in world.following[person] | world.friends[person] if not world.has_block(each, person)}
    return {
        key: (post, f"{post} shared by reed{sharer + 1}")
        for sharer in sharers
        for key, post in world.shares[sharer].items()
        if world.authors[post] != person and _may_read(world, post, person)
    }


def _shown(world: World, item: dict[str, Any]) -> str:
    """Return what the feed shows, as it is expected."""
    by = item.get("shared_by")
    return f"{item['id']} shared by reed{world.accounts.numbers.get(by['id'], -1) + 1}" if by else str(item["id"])


def _expected_alone(world: World, person: int) -> list[str]:
    """Return the ids of the posts that are in a feed by themselves."""
    shown = world.ties.follows(world.graph, person) | world.following[person] | world.friends[person]
    theirs = [post for each in shown for post in expected_posts(world, each, viewer=person)]
    return [*{*world.posts[person], *theirs, *_expected_of_groups(world, person)}]


def _expected_of_groups(world: World, person: int) -> list[str]:
    """Return the posts in a person's groups, whoever of the members wrote them."""
    groups = {group_id: members for group_id, members in world.members.items() if person in members}
    authors = {author for members in groups.values() for author in members}
    return [
        post
        for author in authors
        for post in expected_posts(world, author, viewer=person)
        if world.posts[author][post] in groups
    ]


def expected_posts(world: World, author: int, *, viewer: int) -> list[str]:
    """Return the ids of somebody's posts that a viewer must be shown, newest first."""
    audiences = _audiences_of(world, author, viewer)
    found = (post for post, audience in world.posts[author].items() if audience in audiences)
    return sorted((post for post in found if _may_read_quoted(world, post, viewer)), reverse=True)


def _audiences_of(world: World, author: int, viewer: int) -> set[str]:
    """Return the audiences of an author to which a viewer belongs."""
    if world.has_block(author, viewer):
        return set()
    audiences = {group_id for group_id, members in world.members.items() if viewer in members}
    follows = author in world.following[viewer]
    audiences |= {"public", "followers"} if follows else set() if author in world.private else {"public"}
    return audiences | ({"friends"} if viewer in world.friends[author] else set())


def _may_read(world: World, post: str, viewer: int) -> bool:
    """Return whether a viewer may read a post."""
    author = world.authors[post]
    if author == viewer:
        return True
    is_of_audience = world.posts[author][post] in _audiences_of(world, author, viewer)
    return is_of_audience and _may_read_quoted(world, post, viewer)


def _may_read_quoted(world: World, post: str, viewer: int) -> bool:
    """Return whether a viewer may read what a post quotes, if it quotes anything."""
    return post not in world.quoted or _may_read(world, world.quoted[post], viewer)


def views(world: World, person: int) -> Iterator[View]:
    """Yield what a person must see and what is shown; people and posts outside of the graph do not count."""
    items = world.items(person, "feed/")
    feed = [_shown(world, item) for item in items if item["author"]["id"] in world.accounts.numbers]
    yield "feed", expected_feed(world, person), feed
    yield from _lists(world, person)
    for other in _others(world, person):
        posts = [item["id"] for item in world.items(person, f"users/{world.accounts.ids[other]}/posts/")]
        yield f"posts of reed{other + 1}", expected_posts(world, other, viewer=person), posts


def _lists(world: World, person: int) -> Iterator[View]:
    """Yield the lists of people, as the other ones of each pair know them, and the counts, which are their lengths."""
    everybody, account = range(world.graph.size), world.accounts.ids[person]
    lists = {
        "followers": (f"users/{account}/followers/", [each for each in everybody if person in world.following[each]]),
        "following": (f"users/{account}/following/", sorted(world.following[person])),
        "friends": ("friends/", [each for each in everybody if person in world.friends[each]]),
    }
    lengths = {}
    for name, (path, expected) in lists.items():
        items = world.items(person, path)
        lengths[f"{name}_count"] = len(items)
        numbers = world.accounts.numbers
        yield name, expected, sorted(numbers[each["id"]] for each in items if each["id"] in numbers)
    lengths["posts_count"] = sum(visibility == "public" for visibility in world.posts[person].values())
    profile = world.as_person(person, "GET", "users/me/")
    yield "counts", sorted(lengths.items()), sorted((name, profile[name]) for name in lengths)


def _others(world: World, person: int) -> list[int]:
    """Return whose posts a person looks at: who is blocked or blocks, a private account, and one more."""
    blocked = [each for each in range(world.graph.size) if world.has_block(each, person)]
    private = sorted(world.private - {person})
    some = [private[person % len(private)]] if private else []
    return [*blocked, *some, (person + 1) % world.graph.size]


def differences_of(world: World, person: int) -> list[Difference]:
    """Return the views of a person that are not what they must be."""
    return [Difference(person, *view) for view in views(world, person) if view[1] != view[2]]


def wait_for(world: World, people: list[int]) -> None:
    """Return when the views of some people are right, or when the deadline is over."""
    with suppress(TimeoutError):
        wait_until(lambda: not any(differences_of(world, person) for person in people), seconds=DEADLINE_SECONDS)


def all_differences(world: World, callers: Callers) -> list[Difference]:
    """Compare every view of everybody; where some differ, wait for them until the deadline, and compare those again."""
    found = _differences(world, callers, "views compared", list(range(world.graph.size)))
    if not found:
        return []
    people = sorted({each.person for each in found})
    wait_for(world, people)
    return _differences(world, callers, "views compared again", people)


def _differences(world: World, callers: Callers, title: str, people: list[int]) -> list[Difference]:
    return [each for found in callers.do(title, lambda person: differences_of(world, person), people) for each in found]
