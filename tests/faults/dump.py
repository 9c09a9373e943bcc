"""Everything that can be read through the gateway once there is no backlog: the second input of the checker."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.faults.departed import read_departed

PAGE = 7
"""An unusual, small page size, so that every list of posts is read over several pages."""
SMALL_PAGE = 2
"""For the lists that are short in a small world."""
WIDE_PAGE = 50
"""For lists that are read once for every viewer."""
ANONYMOUS = ""
WHO_AM_I = ("/api/v1/auth/me/", "/api/v1/users/me/")
"""One route of the service that ends sessions, and one of another service."""

Read = Callable[..., tuple[int, Any]]
Readers = Mapping[str, Read]


def reader(base: str, token: str | None) -> Read:
    """Return a function that requests a path, with GET by default, and returns (status, body)."""
    http = requests.Session()
    http.headers.update({"Authorization": f"Bearer {token}"} if token else {})

    def read(path: str, method: str = "GET") -> tuple[int, Any]:
        response = http.request(method, path if path.startswith("http") else base + path, timeout=20)
        return response.status_code, response.json() if response.content else None

    return read


def whole_list(read: Read, path: str, page: int = PAGE) -> list[Any]:
    """Follow a list's pages to its end and return all items in order; at most 2,000 pages."""
    items: list[Any] = []
    url: str | None = f"{path}{'&' if '?' in path else '?'}limit={page}"
    for _ in range(2000):
        status, body = read(url)
        if status != 200:
            return [*items, {"id": f"HTTP {status}"}]
        items += body["results"]
        url = body["next"]
        if url is None:
            return items
    raise AssertionError(f"{path} does not end")


def take(
    base: str,
    users: dict[str, str],
    tokens: dict[str, str],
    ended: list[str],
    posts: list[str],
    departed: dict[str, str],
) -> dict[str, Any]:
    """Read all users' lists, every post as every viewer, and try the ended tokens; then read the notifications.

    ``users`` maps names to account ids, ``tokens`` names to access tokens; ``posts`` are all ids that were ever known,
    ``departed`` the accounts that were deleted.
    """
    members = {name: reader(base, token) for name, token in tokens.items()}
    everybody = members | {ANONYMOUS: reader(base, None)}
    seen = {name: _user(members[name], account) for name, account in users.items()}
    listed = [item["id"] for one in seen.values() for item in one["posts"] if not item["id"].startswith("HTTP")]
    return {
        "users": seen,
        "authors": {name: _authors(read, users) for name, read in everybody.items()},
        "people": {name: _people(read, users) for name, read in everybody.items()},
        "posts": {post: _post(everybody, users, post) for post in dict.fromkeys([*posts, *listed])},
        "groups": _groups(everybody[ANONYMOUS], seen),
        "departed": read_departed(everybody, departed),
        "ended": [reader(base, token)(path)[0] for token in ended for path in WHO_AM_I],
        "read": {name: _read_notifications(members[name], seen[name]["notifications"]) for name in users},
    }


def take_media(
    base: str, tokens: dict[str, str], addresses: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, tuple[int, int]]]:
    """Fetch pictures of posts as readers who were shown them, each at a new address and at the one it was shown.

    Returns the two statuses, by post and reader; without a new address the first one is that of the post.
    """
    members = {name: reader(base, token) for name, token in tokens.items()}
    return {
        post: {name: (_picture(base, members[name], post), _status(base, old)) for name, old in shown.items()}
        for post, shown in addresses.items()
    }


def _picture(base: str, read: Read, post: str) -> int:
    status, body = read(f"/api/v1/posts/{post}/")
    return _status(base, body["media"][0]["small"]) if status == 200 else status


def _status(base: str, address: str) -> int:
    """Return the status of a file; its address has all that is needed to fetch it."""
    return requests.get(address if address.startswith("http") else base + address, timeout=20).status_code


def _user(read: Read, account: str) -> dict[str, Any]:
    return {
        "profile": read(f"/api/v1/users/{account}/")[1],
        "posts": whole_list(read, "/api/v1/posts/?author=me"),
        "feed": whole_list(read, "/api/v1/feed/"),
        "followers": whole_list(read, f"/api/v1/users/{account}/followers/", SMALL_PAGE),
        "following": whole_list(read, f"/api/v1/users/{account}/following/", SMALL_PAGE),
        "blocks": [item.get("account", item) for item in whole_list(read, "/api/v1/blocks/", WIDE_PAGE)],
        "friends": whole_list(read, "/api/v1/friends/", SMALL_PAGE),
        "asked": whole_list(read, "/api/v1/follow-requests/?direction=outgoing", WIDE_PAGE),
        "asked_friends": whole_list(read, "/api/v1/friends/requests/?direction=outgoing", WIDE_PAGE),
        "groups": whole_list(read, "/api/v1/groups/?membership=active", WIDE_PAGE),
        "invited": whole_list(read, "/api/v1/groups/?membership=invited", WIDE_PAGE),
        "asked_groups": whole_list(read, "/api/v1/groups/?membership=requested", WIDE_PAGE),
        "notifications": whole_list(read, "/api/v1/notifications/", SMALL_PAGE),
        "unread": (read("/api/v1/notifications/unread-count/")[1] or {}).get("unread"),
    }


def _groups(read: Read, seen: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an anonymous reader is shown of each group that somebody is a member of; all are public."""
    found = {item["id"] for one in seen.values() for item in one["groups"] if not item["id"].startswith("HTTP")}
    return {
        group: {
            "count": (read(f"/api/v1/groups/{group}/")[1] or {}).get("members_count"),
            "members": [item.get("account", item) for item in whole_list(read, f"/api/v1/groups/{group}/members/")],
        }
        for group in sorted(found)
    }


def _authors(read: Read, users: Mapping[str, str]) -> dict[str, list[str]]:
    """Return which posts of each author one viewer is shown."""
    paths = {name: f"/api/v1/users/{account}/posts/" for name, account in users.items()}
    return {name: [item["id"] for item in whole_list(read, path, WIDE_PAGE)] for name, path in paths.items()}


def _people(read: Read, users: Mapping[str, str]) -> dict[str, Any]:
    """Return the relation of one viewer to everybody, as the profiles show it; by account id."""
    profiles = whole_list(read, f"/api/v1/users/?ids={','.join(users.values())}", WIDE_PAGE)
    return {profile["id"]: profile.get("relationship") for profile in profiles}


def _post(readers: Readers, users: Mapping[str, str], post: str) -> dict[str, Any]:
    statuses = {name: read(f"/api/v1/posts/{post}/")[0] for name, read in readers.items()}
    # Who is no member blocks nobody.
    name = next((name for name in [ANONYMOUS, *statuses] if statuses.get(name) == 200), None)
    watcher = None if name is None else readers[name]
    thread = whole_list(watcher, f"/api/v1/posts/{post}/comments/", SMALL_PAGE) if watcher else []
    comments = [each for each in thread if each["deleted_at"] is None]
    return {
        "statuses": statuses,
        "watcher": name,
        "likes": whole_list(watcher, f"/api/v1/posts/{post}/likes/", SMALL_PAGE) if watcher else [],
        "shared": [_shared(watcher, post)] if watcher else [],
        "comment_likes": {each["id"]: _likers(watcher, each) for each in comments if watcher},
        "comments": comments,
        "tombstones": [each for each in thread if each["deleted_at"] is not None],
        "hidden": _behind(readers, users, post, comments[:1], statuses),
    }


def _shared(read: Read, post: str) -> dict[str, Any]:
    """Return who shares a post, and their number."""
    count = (read(f"/api/v1/posts/{post}/")[1] or {}).get("shares_count")
    return {"shares_count": count, "shares": whole_list(read, f"/api/v1/posts/{post}/shares/", WIDE_PAGE)}


def _likers(read: Read, comment: dict[str, Any]) -> list[Any]:
    """Return who likes a comment."""
    if not comment["likes_count"]:
        return []
    return whole_list(read, f"/api/v1/comments/{comment['id']}/likes/", WIDE_PAGE)


def _behind(
    readers: Readers, users: Mapping[str, str], post: str, comments: list[Any], statuses: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return the statuses that two accounts get for what is under a post that they may not read.

    Own comments are left out: their author may always read them.
    """
    refused = [name for name, status in statuses.items() if status == 404]
    chosen = {refused[int(post[-2:], 16) % len(refused)], refused[-1]} if refused else set()
    return {name: [readers[name](path)[0] for path in _under(post, comments, users.get(name))] for name in chosen}


def _under(post: str, comments: list[Any], account: str | None) -> list[str]:
    """Return the paths of what is under a post that one account must not see when it may not see the post."""
    paths = [f"/api/v1/posts/{post}/{part}/" for part in ("comments", "likes")]
    paths += [f"/api/v1/comments/{one['id']}/replies/" for one in comments]
    return paths + [f"/api/v1/comments/{one['id']}/" for one in comments if one["author"]["id"] != account]


def _read_notifications(read: Read, notifications: list[Any]) -> dict[str, Any]:
    """Mark the newest unread notification as read, then all; return how many are unread after each step."""
    unread = [item["id"] for item in notifications if not item.get("is_read", True)]
    for newest in unread[:1]:
        read(f"/api/v1/notifications/{newest}/read/", "PUT")
    after_one = (read("/api/v1/notifications/unread-count/")[1] or {}).get("unread")
    read("/api/v1/notifications/read/", "PUT")
    return {
        "after_one": after_one,
        "after_all": (read("/api/v1/notifications/unread-count/")[1] or {}).get("unread"),
        "left": [item["id"] for item in whole_list(read, "/api/v1/notifications/?unread=true")],
    }
