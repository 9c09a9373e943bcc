"""Making a timeline while posts keep coming.

It exists from the moment that its making begins, so that what is published meanwhile is added to it; only then is the
database read. A flush of Redis in between takes the mark of the making with it, and the outcome is thrown away.
"""

from collections.abc import Sequence
from secrets import token_hex
from uuid import UUID

from django.conf import settings

from posts.timelines.connection import breaker, client, run
from posts.timelines.keys import BUILDING, END, TIMELINES, timeline_key

TTL_SECONDS = 7 * 24 * 3600
MAKING_SECONDS = 30
"""After this a making that was never finished is forgotten, and the next reader begins anew."""

BEGIN = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('ZADD', KEYS[1], 0, ARGV[1], 0, ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""

# What was added meanwhile and is older than the oldest of a full list goes: between the two, posts may be missing.
FINISH = """
local timeline, mark, max, ttl, oldest = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[#ARGV]
if not redis.call('ZSCORE', timeline, mark) then return 0 end
for i = 4, #ARGV do redis.call('ZADD', timeline, 0, ARGV[i]) end
redis.call('ZREM', timeline, mark)
if #ARGV - 3 >= max then redis.call('ZREMRANGEBYLEX', timeline, '-', '(' .. oldest) end
redis.call('ZREMRANGEBYRANK', timeline, 0, -(max + 1))
redis.call('EXPIRE', timeline, ttl)
return 1
"""


def begin(account_id: UUID) -> str | None:
    """Begin to make a timeline and return its mark, or None when it exists or somebody else is making it."""
    mark = f"{BUILDING}{token_hex(8)}"
    has_begun = run(BEGIN, [timeline_key(account_id)], [mark, END, MAKING_SECONDS])
    return mark if has_begun else None


def finish(account_id: UUID, mark: str, newest: Sequence[UUID]) -> bool:
    """Fill the timeline with what the database holds, newest first; fewer than TIMELINE_MAX_LENGTH are all there are.

    Returns False when the making that ``mark`` stands for was lost, and then changes nothing.
    """
    arguments = [mark, settings.TIMELINE_MAX_LENGTH, TTL_SECONDS, *map(str, newest)]
    return bool(run(FINISH, [timeline_key(account_id)], arguments))


def exists(account_id: UUID) -> bool:
    """Return whether there is a timeline, if only in the making."""
    with breaker.guard():
        return bool(client().exists(timeline_key(account_id)))


def forget_all() -> int:
    """Forget every timeline; each is made anew when its account next reads it. Return how many there were."""
    count = 0
    with breaker.guard():
        for key in client().scan_iter(match=f"{TIMELINES}*", count=1000):
            count += client().unlink(key)
    return count
