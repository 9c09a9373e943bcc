"""Adds to existing timelines, removes from them, and deletes timelines."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

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


def add(account_ids: Sequence[UUID], post_ids: Sequence[UUID]) -> None:
    """Add posts to those of the timelines that exist; each keeps the newest TIMELINE_MAX_LENGTH."""
    if account_ids and post_ids:
        run_on(account_ids, ADD, [settings.TIMELINE_MAX_LENGTH, *map(str, post_ids)])


def remove(account_ids: Sequence[UUID], post_ids: Sequence[UUID]) -> None:
    """Remove posts from timelines, at most TIMELINE_MAX_LENGTH."""
    if account_ids and post_ids:
        run_on(account_ids, REMOVE, list(map(str, post_ids)))


def delete(account_ids: Sequence[UUID]) -> None:
    """Delete some timelines; each is created again when its account next reads it."""
    if account_ids:
        run_on(account_ids, DELETE)


def members(account_id: UUID) -> list[UUID]:
    """Return the posts in a timeline, oldest first."""
    names = run_on([account_id], MEMBERS)
    return [UUID(name.decode()) for name in names if not name.startswith((BUILDING.encode(), END.encode()))]
