"""Creates a timeline while new posts are published.

It exists before the database is read, with a mark, so that new posts are added to it meanwhile. A flush of Redis in
between deletes the mark, and the result is then discarded.
"""

from collections.abc import Sequence
from secrets import token_hex
from uuid import UUID

from django.conf import settings

from posts.timelines.generation import run_on
from posts.timelines.keys import BUILDING, END

TTL_SECONDS = 7 * 24 * 3600
CREATION_SECONDS = 30
"""After this time an unfinished timeline expires, and the next reader begins again."""

BEGIN = """
if redis.call('EXISTS', timeline) == 1 then return 0 end
redis.call('ZADD', timeline, 0, args[1], 0, args[2])
redis.call('EXPIRE', timeline, args[3])
return 1
"""

# Posts that were added meanwhile and are older than the oldest of a full list are removed: posts between may be
# missing.
FINISH = """
local mark, max, ttl, oldest = args[1], tonumber(args[2]), args[3], args[#args]
if not redis.call('ZSCORE', timeline, mark) then return 0 end
for i = 4, #args do redis.call('ZADD', timeline, 0, args[i]) end
redis.call('ZREM', timeline, mark)
if #args - 3 >= max then redis.call('ZREMRANGEBYLEX', timeline, '-', '(' .. oldest) end
redis.call('ZREMRANGEBYRANK', timeline, 0, -(max + 1))
redis.call('EXPIRE', timeline, ttl)
return 1
"""

EXISTING = """
local existing = {}
for i, timeline in ipairs(timelines) do existing[i] = redis.call('EXISTS', timeline) end
return existing
"""


def begin(account_id: UUID) -> str | None:
    """Begin to create a timeline and return its mark, or None if it exists or another process is creating it."""
    mark = f"{BUILDING}{token_hex(8)}"
    has_begun = run_on([account_id], BEGIN, [mark, END, CREATION_SECONDS])
    return mark if has_begun else None


def finish(account_id: UUID, mark: str, newest: Sequence[UUID | str]) -> bool:
    """Fill the timeline with entries from the database, newest first; fewer than TIMELINE_MAX_LENGTH are all of them.

    If the mark was lost, change nothing and return False.
    """
    arguments = [mark, settings.TIMELINE_MAX_LENGTH, TTL_SECONDS, *map(str, newest)]
    return bool(run_on([account_id], FINISH, arguments))


def existing(account_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of some accounts have a timeline, complete or not."""
    if not account_ids:
        return set()
    return {each for each, exists in zip(account_ids, run_on(account_ids, EXISTING), strict=True) if exists}
