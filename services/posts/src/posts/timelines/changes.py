"""Adds to existing timelines, removes from them, and deletes timelines."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from posts.timelines.entries import is_share
from posts.timelines.generation import run_on
from posts.timelines.keys import BUILDING, END

# Nothing is added below the lowest member: posts below it are read from the database. Lua compares by locale and a
# sorted set by bytes, so the comparison is done by the set.
ADD = """
local max = tonumber(args[1])
for _, timeline in ipairs(timelines) do
  local lowest = redis.call('ZRANGE', timeline, 0, 0)[1]
  if lowest then
    for i = 2, #args do redis.call('ZADD', timeline, 0, args[i]) end
    redis.call('ZREMRANGEBYLEX', timeline, '-', '(' .. lowest)
    redis.call('ZREMRANGEBYRANK', timeline, 0, -(max + 1))
  end
end
"""
REMOVE = "for _, timeline in ipairs(timelines) do redis.call('ZREM', timeline, unpack(args)) end"
DELETE = "for _, timeline in ipairs(timelines) do redis.call('UNLINK', timeline) end"
MEMBERS = "return redis.call('ZRANGE', timeline, 0, -1)"


def add(account_ids: Sequence[UUID], entries: Sequence[UUID | str]) -> None:
    """Add posts and shares to those of the timelines that exist; each keeps the newest TIMELINE_MAX_LENGTH."""
    if account_ids and entries:
        run_on(account_ids, ADD, [settings.TIMELINE_MAX_LENGTH, *map(str, entries)])


def remove(account_ids: Sequence[UUID], entries: Sequence[UUID | str]) -> None:
    """Remove posts and shares from timelines, at most TIMELINE_MAX_LENGTH."""
    if account_ids and entries:
        run_on(account_ids, REMOVE, list(map(str, entries)))


def delete(account_ids: Sequence[UUID]) -> None:
    """Delete some timelines; each is created again when its account next reads it."""
    if account_ids:
        run_on(account_ids, DELETE)


def members(account_id: UUID) -> list[UUID]:
    """Return the posts in a timeline that are there by themselves, oldest first."""
    return [UUID(entry) for entry in _entries(account_id) if not is_share(entry)]


def shares(account_id: UUID) -> list[str]:
    """Return the entries of the shares in a timeline, oldest first."""
    return [entry for entry in _entries(account_id) if is_share(entry)]


def _entries(account_id: UUID) -> list[str]:
    names = [name.decode() for name in run_on([account_id], MEMBERS)]
    return [name for name in names if not name.startswith((BUILDING, END))]
