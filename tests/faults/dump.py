"""Everything that can be read through the gateway once the stack is quiet: the other half of what the checker sees."""

from collections.abc import Callable
from typing import Any

import requests

PAGE = 7
"""A small and odd page, so that every list is read over several pages."""

Read = Callable[..., Any]


def reader(base: str, token: str | None) -> Read:
    """Return a function that gets a path and returns (status, body)."""
    http = requests.Session()
    http.headers.update({"Authorization": f"Bearer {token}"} if token else {})

    def read(path: str) -> tuple[int, Any]:
        response = http.get(path if path.startswith("http") else base + path, timeout=20)
        return response.status_code, response.json() if response.content else None

    return read


def whole_list(read: Read, path: str) -> list[Any]:
    """Follow a list's pages to its end and return all items in order; at most 2,000 pages."""
    items: list[Any] = []
    url: str | None = f"{path}{'&' if '?' in path else '?'}limit={PAGE}"
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
    base: str, users: dict[str, str], tokens: dict[str, str], ended: list[str], posts: list[str]
) -> dict[str, Any]:
    """Read all users' lists, every post as every viewer, and try the ended tokens.

    ``users`` maps names to account ids, ``tokens`` names to access tokens; ``posts`` are all ids that ever were.
    """
    readers = {name: reader(base, token) for name, token in tokens.items()}
    return {
        "users": {name: _user(readers[name], account) for name, account in users.items()},
        "posts": {post: _post(readers, base, post) for post in posts},
        "ended": [reader(base, token)("/api/v1/auth/me/")[0] for token in ended],
    }


def _user(read: Read, account: str) -> dict[str, Any]:
    return {
        "profile": read(f"/api/v1/users/{account}/")[1],
        "posts": whole_list(read, "/api/v1/posts/?author=me"),
        "feed": whole_list(read, "/api/v1/feed/"),
        "followers": whole_list(read, f"/api/v1/users/{account}/followers/"),
        "following": whole_list(read, f"/api/v1/users/{account}/following/"),
        "notifications": whole_list(read, "/api/v1/notifications/"),
        "unread": read("/api/v1/notifications/unread-count/")[1]["unread"],
    }


def _post(readers: dict[str, Read], base: str, post: str) -> dict[str, Any]:
    seen = {name: read(f"/api/v1/posts/{post}/") for name, read in readers.items()}
    seen[""] = reader(base, None)(f"/api/v1/posts/{post}/")
    watcher = next((readers[name] for name, (status, _) in seen.items() if status == 200 and name), None)
    return {
        "statuses": {name: status for name, (status, _) in seen.items()},
        "likes": whole_list(watcher, f"/api/v1/posts/{post}/likes/") if watcher else [],
        "comments": whole_list(watcher, f"/api/v1/posts/{post}/comments/") if watcher else [],
    }
