"""Redis gone, silent or emptied: PostgreSQL answers, events have their effect, and timelines are made anew."""

import os
from time import monotonic

import pytest
import redis
from factories import FollowFactory, PostFactory, deleted, edited, follow_changed, published

from posts import timelines
from posts.models import Staleness
from posts.services.staleness import stale_timelines_forget


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


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("tell", [published, edited, deleted])
def test_an_event_of_a_post_has_its_effect_and_the_timelines_are_stale(deliver, edge, tell, times, take_redis_away):
    post = PostFactory(author_id=edge.followee_id)
    take_redis_away()

    deliver(tell(post), times=times)

    assert Staleness.objects.count() == 1
    with pytest.raises(timelines.Away):
        stale_timelines_forget()
    assert Staleness.objects.count() == 1


def test_a_follow_takes_effect_while_redis_is_away(deliver, feed, edge, take_redis_away):
    post = PostFactory()
    feed(edge.follower_id)
    take_redis_away()

    deliver(follow_changed(edge.follower_id, post.author_id))

    assert feed(edge.follower_id) == [post.text]


def test_what_the_timelines_missed_is_in_the_feed_when_redis_is_back(deliver, feed, edge, redis_away, settings):
    reader, url = edge.follower_id, settings.REDIS_URL
    feed(reader)
    redis_away()
    missed = PostFactory(author_id=edge.followee_id)
    deliver(published(missed))

    settings.REDIS_URL = url
    timelines.connection.client.cache_clear()
    timelines.connection._loaded.cache_clear()
    timelines.connection.breaker.closed_at = 0.0
    stale_timelines_forget()

    assert feed(reader) == [missed.text]
    assert timelines.members(reader) == [missed.id]
    assert not Staleness.objects.exists()


def test_a_redis_that_was_restarted_is_used_again(feed, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(2)]
    feed(edge.follower_id)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as operator:
        operator.flushall()
        operator.script_flush()
        operator.client_kill_filter(_type="normal", skipme=True)

    assert feed(edge.follower_id) == [post.text for post in reversed(posts)]
    assert len(timelines.members(edge.follower_id)) == 2
