"""Redis gone, silent or emptied: PostgreSQL answers, and events wait."""

import os
from time import monotonic

import pytest
import redis
from factories import FollowFactory, PostFactory, deleted, edited, follow_changed, published

from chassis.inbox import Transient
from posts import timelines
from posts.models import Follow


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


@pytest.fixture(params=["redis_away", "redis_silent"])
def take_redis_away(request):
    """Return a function that takes Redis away, in one of the ways in which it goes."""
    return request.getfixturevalue(request.param)


def test_the_feed_is_served_without_redis(feed, edge, take_redis_away):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(3)]
    feed(edge.follower_id)

    take_redis_away()

    assert feed(edge.follower_id) == [post.text for post in reversed(posts)]


def test_the_feed_pages_without_redis(all_pages, edge, take_redis_away):
    posts = [PostFactory(author_id=author) for author in [edge.followee_id, edge.follower_id] * 4]

    take_redis_away()

    shown = [post["id"] for post in all_pages(edge.follower_id, "/api/v1/feed/")]
    assert shown == [str(post.id) for post in reversed(posts)]


def test_a_silent_redis_costs_one_request_its_patience_and_the_next_nothing(feed, edge, redis_silent):
    redis_silent()
    started = monotonic()
    feed(edge.follower_id)
    first, started = monotonic() - started, monotonic()

    feed(edge.follower_id)

    assert 0.25 <= first < 1.5
    assert monotonic() - started < 0.25


def test_writing_needs_no_redis(api, edge, take_redis_away):
    take_redis_away()

    assert api(edge.follower_id).post("/api/v1/posts/", {"text": "Still here"}).status_code == 201


@pytest.mark.parametrize("tell", [published, edited, deleted])
def test_an_event_of_a_post_comes_again_later(deliver, edge, tell, take_redis_away):
    post = PostFactory(author_id=edge.followee_id)
    take_redis_away()

    with pytest.raises(Transient):
        deliver(tell(post))


def test_a_follow_is_taken_over_when_redis_is_back(deliver, feed, edge, redis_away, settings):
    reader, followee, url = edge.follower_id, PostFactory().author_id, settings.REDIS_URL
    feed(reader)
    redis_away()
    with pytest.raises(Transient):
        deliver(follow_changed(reader, followee))
    assert not Follow.objects.filter(followee_id=followee).exists()

    settings.REDIS_URL = url
    timelines.connection.client.cache_clear()
    timelines.connection._loaded.cache_clear()
    timelines.connection.breaker.closed_at = 0.0
    deliver(follow_changed(reader, followee))

    assert len(feed(reader)) == 1


def test_a_redis_that_was_restarted_is_used_again(feed, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(2)]
    feed(edge.follower_id)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as operator:
        operator.flushall()
        operator.script_flush()
        operator.client_kill_filter(_type="normal", skipme=True)

    assert feed(edge.follower_id) == [post.text for post in reversed(posts)]
    assert len(timelines.members(edge.follower_id)) == 2
