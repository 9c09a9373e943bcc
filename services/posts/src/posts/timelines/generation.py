"""Scripts on timelines; each uses the keys of the present generation.

One command makes all timelines unused, however many there are: it changes the generation, and the old keys expire.
Generations are random, so that after the loss of its key old timelines are not used again.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any
from uuid import UUID

from posts.timelines.connection import breaker, client, run
from posts.timelines.keys import GENERATION, TIMELINES

# ARGV: a generation in case there is none, how many accounts, the accounts, and what the script itself needs.
PRELUDE = f"""
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation)
end
local timelines, args = {{}}, {{}}
for i = 3, 2 + ARGV[2] do timelines[#timelines + 1] = '{TIMELINES}' .. generation .. ':' .. ARGV[i] end
for i = 3 + ARGV[2], #ARGV do args[#args + 1] = ARGV[i] end
local timeline = timelines[1]
"""


def run_on(account_ids: Sequence[UUID], script: str, arguments: Sequence[object] = ()) -> Any:
    """Run a script; it finds the keys in ``timelines``, or the only one in ``timeline``, and its arguments in ``args``.

    Raises RedisUnavailable.
    """
    return run(PRELUDE + script, [GENERATION], [token_hex(8), len(account_ids), *map(str, account_ids), *arguments])


def invalidate_all() -> None:
    """Make every timeline unused in one step; each is created again when its account next reads it.

    Raises RedisUnavailable.
    """
    with breaker.guard():
        client().set(GENERATION, token_hex(8))
