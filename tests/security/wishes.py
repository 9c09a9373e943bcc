"""Properties that nobody may set, and the shapes that the API document has."""

import json
from typing import Any

from stack.layout import CHECKOUT
from tests.e2e.client import Person

SCHEMAS = json.loads((CHECKOUT / "gateway" / "static" / "api" / "schema.json").read_text())["components"]["schemas"]

WISHES: dict[str, Any] = {
    "id": "0199aaaa-0000-7000-8000-000000000000",
    "author": "{victim}",
    "author_id": "{victim}",
    "user_id": "{victim}",
    "account_id": "{victim}",
    "owner": {"id": "{victim}"},
    "username": "admin",
    "email": "other@example.org",
    "created_at": "2001-01-01T00:00:00Z",
    "edited_at": "2001-01-01T00:00:00Z",
    "deleted_at": "2001-01-01T00:00:00Z",
    "joined_at": "2001-01-01T00:00:00Z",
    "likes_count": 999,
    "comments_count": 999,
    "replies_count": 999,
    "followers_count": 999,
    "following_count": 999,
    "posts_count": 999,
    "shares_count": 999,
    "bookmarks_count": 999,
    "liked": True,
    "shared": True,
    "bookmarked": True,
    "pinned": True,
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "is_verified": True,
    "is_fanned_out_on_read": True,
    "role": "admin",
    "roles": ["admin"],
    "email_verified": True,
    "status": "published",
    "state": "published",
    "failure": "none",
    "post_id": "0199aaaa-0000-7000-8000-000000000000",
    "visibility_locked": True,
    "version": 999,
    "password": "a new one for you",
    "relationship": {"following": "active", "followed_by": True},
    "__class__": "x",
    "pk": 1,
}


def wishes(victim: Person, names: list[str]) -> dict[str, Any]:
    """Return some of them, about the victim."""
    text = json.dumps({name: WISHES[name] for name in names}).replace("{victim}", victim.id)
    filled: dict[str, Any] = json.loads(text)
    return filled


def unchanged(before: dict[str, Any], after: dict[str, Any], *, but: set[str]) -> None:
    """Check that only what was meant to change has changed."""
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} <= but


def documented(schema: str) -> set[str]:
    """Return the fields that the API document gives a schema: a new field is agreed on there, and only there."""
    return set(SCHEMAS[schema]["properties"])
