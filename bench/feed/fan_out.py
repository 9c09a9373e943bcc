"""How fast one worker adds a post to the timelines of its author's followers."""

import time
from itertools import count
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bench.feed.rows import FOLLOWED, add_followers
from chassis.ids import uuid7
from posts import timelines
from posts.models import Post
from posts.services.fan_out import post_fan_out_step

POSTS = 10
LENGTH = 100
"""Posts in each timeline before."""


def entries_per_second() -> float:
    """Return entries added to timelines per second, over some posts of an account with 10,000 active followers."""
    followers = add_followers()
    older = [uuid7() for _ in range(LENGTH)]
    for follower in followers:
        mark = timelines.begin(follower)
        assert mark
        timelines.finish(follower, mark, older)
    posts = [_post() for _ in range(POSTS)]
    began = time.perf_counter()
    for post_id in posts:
        _fan_out(post_id)
    taken = time.perf_counter() - began
    assert all(UUID(str(post)) in timelines.members(followers[-1]) for post in posts)
    return POSTS * len(followers) / taken


def _post() -> UUID:
    return Post.objects.create(author_id=FOLLOWED, text="Words", visibility="public", created_at=timezone.now()).id


def _fan_out(post_id: UUID) -> None:
    """Do every step of the job, each in its transaction, as the worker does."""
    state = {}
    for _ in count():
        with transaction.atomic():
            further = post_fan_out_step(str(post_id), state)
        if further is None:
            return
        state = further
