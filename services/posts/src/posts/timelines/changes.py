"""Adding to timelines that exist, and removing from them."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from posts.timelines.connection import breaker, client, run
from posts.timelines.keys import BUILDING, END, timeline_key

# Nothing goes below the lowest member: what is missing there is read from the database. Lua compares by locale, a
# sorted set by bytes; hence the set is left to compare.
ADD = """
local max = tonumber(ARGV[1])
for _, timeline in ipairs(KEYS) do
  local lowest = redis.call('ZRANGE', timeline, 0, 0)[1]
  if lowest then
    for i = 2, #ARGV do redis.call('ZADD', timeline, 0, ARGV[i]) end
    redis.call('ZREMRANGEBYLEX', timeline, '-', '(' .. lowest)
    redis.call('ZREMRANGEBYRANK', timeline, 0, -(max + 1))
  end
end
"""


def add(account_ids: Sequence[UUID], post_ids: Sequence[UUID]) -> None:
    """Add posts to those of the timelines that exist; each keeps the newest TIMELINE_MAX_LENGTH."""
    if account_ids and post_ids:
        run(ADD, list(map(timeline_key, account_ids)), [settings.TIMELINE_MAX_LENGTH, *map(str, post_ids)])


def remove(account_ids: Sequence[UUID], post_ids: Sequence[UUID]) -> None:
    """Remove posts from timelines."""
    if not (account_ids and post_ids):
        return
    with breaker.guard():
        pipeline = client().pipeline(transaction=False)
        for account_id in account_ids:
            pipeline.zrem(timeline_key(account_id), *map(str, post_ids))
        pipeline.execute()


def members(account_id: UUID) -> list[UUID]:
    """Return the posts in a timeline, oldest first."""
    with breaker.guard():
        names = client().zrange(timeline_key(account_id), 0, -1)
    return [UUID(name.decode()) for name in names if not name.startswith((BUILDING.encode(), END.encode()))]
