"""The handler that is measured: one versioned upsert and one counter, as a service does for a follow."""

import os
import time

from django.db import connection, transaction

from bench.bus.models import Follow
from chassis.events.inbox import handles
from chassis.events.projections import apply_if_newer
from contracts.social_graph import FollowChanged

COUNT = """
    INSERT INTO bus_followercount (followee_id, count) VALUES (%s, %s)
    ON CONFLICT (followee_id) DO UPDATE SET count = bus_followercount.count + EXCLUDED.count
"""
effects: int | None = None
"""The file descriptor that gets a byte for every committed effect while latency is measured."""


@handles(FollowChanged)
def count_followers(event: FollowChanged) -> None:
    """Keep the follow, and count it."""
    key = {"follower_id": event.follower_id, "followee_id": event.followee_id}
    is_applied, previous = apply_if_newer(Follow, key=key, version=event.version, values={"state": event.state})
    if is_applied and not previous:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [event.followee_id, 1])
    if effects is not None:
        transaction.on_commit(lambda: os.write(effects, f"{event.follower_id} {time.time()}\n".encode()))
