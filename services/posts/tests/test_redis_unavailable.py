"""Redis down, silent or emptied: PostgreSQL answers, events have their effect, and timelines are created again."""

import os
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
import redis
from django.db import connection, transaction
from factories import FollowFactory, PostFactory, deleted, follow_changed, published
from redis_keys import timeline_key

from chassis.ids import uuid7
from posts import timelines
from posts.models import StaleTimeline
from posts.services.staleness import stale_timelines_delete, timelines_mark_stale
from posts.timelines.connection import client
from relations.consumers import keep_ties


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


@pytest.fixture(params=["redis_down", "redis_silent"])
def stop_redis(request):
    """Return a function that makes Redis unavailable, in one of the ways that occur."""
    return request.getfixturevalue(request.param)


def test_the_feed_is_served_without_redis(feed, edge, stop_redis):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(3)]
    feed(edge.follower_id)

    stop_redis()

    assert feed(edge.follower_id) == [post.text for post in reversed(posts)]


def test_the_feed_pages_without_redis(all_pages, edge, stop_redis):
    posts = [PostFactory(author_id=author) for author in [edge.followee_id, edge.follower_id] * 4]

    stop_redis()

    shown = [post["id"] for post in all_pages(edge.follower_id, "/api/v1/feed/")]
    assert shown == [str(post.id) for post in reversed(posts)]


def test_only_the_first_request_waits_for_a_silent_redis(feed, edge, redis_silent):
    redis_silent()
    started = monotonic()
    feed(edge.follower_id)
    first, started = monotonic() - started, monotonic()

    feed(edge.follower_id)

    assert 0.25 <= first < 1.5
    assert monotonic() - started < 0.25


def test_writing_needs_no_redis(api, edge, stop_redis):
    stop_redis()

    assert api(edge.follower_id).post("/api/v1/posts/", {"text": "Still here"}).status_code == 201


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("build", [published, deleted])
def test_an_event_of_a_post_makes_the_timelines_stale_that_missed_it(deliver, edge, build, times, stop_redis):
    FollowFactory()
    post = PostFactory(author_id=edge.followee_id)
    stop_redis()

    deliver(build(post), times=times)

    assert stale() == {edge.follower_id, edge.followee_id}
    with pytest.raises(timelines.RedisUnavailable):
        stale_timelines_delete()
    assert stale() == {edge.follower_id, edge.followee_id}


def test_a_follow_makes_the_timeline_of_the_follower_stale(deliver, edge, stop_redis):
    stop_redis()

    deliver(follow_changed(edge.follower_id, PostFactory().author_id))

    assert stale() == {edge.follower_id}


def test_only_timelines_that_missed_something_are_created_again(deliver, feed, edge, redis_down, redis_back):
    others = [FollowFactory().follower_id for _ in range(5)]
    for reader in (edge.follower_id, *others):
        feed(reader)
    assert client().exists(*map(timeline_key, others)) == 5
    redis_down()
    missed = PostFactory(author_id=edge.followee_id)
    deliver(published(missed))

    redis_back()
    stale_timelines_delete()

    assert not timelines.existing([edge.follower_id])
    assert timelines.existing(others) == set(others)
    assert feed(edge.follower_id) == [missed.text]
    assert (stale(), timelines.members(edge.follower_id)) == (set(), [missed.id])


def test_ten_thousand_accounts_are_marked_by_one_statement(db, django_assert_num_queries):
    accounts = [uuid7() for _ in range(10_000)]
    with transaction.atomic(), django_assert_num_queries(1):
        timelines_mark_stale(accounts)

    assert stale() == set(accounts)


def test_a_feed_is_correct_before_the_worker_has_deleted_its_stale_timeline(
    deliver, feed, edge, redis_down, redis_back
):
    feed(edge.follower_id)
    redis_down()
    missed = PostFactory(author_id=edge.followee_id)
    deliver(published(missed))

    redis_back()

    assert feed(edge.follower_id) == [missed.text]
    assert timelines.members(edge.follower_id) == []


@pytest.mark.django_db(transaction=True)
def test_a_stale_timeline_is_not_deleted_before_the_missed_change_is_committed(feed, redis_down, redis_back):
    reader, post = uuid7(), PostFactory()
    feed(reader)
    with transaction.atomic():
        timelines_mark_stale([reader])
    redis_down()

    with transaction.atomic():
        keep_ties([follow_changed(reader, post.author_id)])
        redis_back()
        with ThreadPoolExecutor(1) as another:
            another.submit(delete_stale_on_own_connection).result()
        assert timelines.existing([reader])

    stale_timelines_delete()
    assert feed(reader) == [post.text]


def delete_stale_on_own_connection() -> None:
    try:
        stale_timelines_delete()
    finally:
        connection.close()


def stale() -> set:
    return set(StaleTimeline.objects.values_list("account_id", flat=True))


def test_a_follow_takes_effect_while_redis_is_unavailable(deliver, feed, edge, stop_redis):
    post = PostFactory()
    feed(edge.follower_id)
    stop_redis()

    deliver(follow_changed(edge.follower_id, post.author_id))

    assert feed(edge.follower_id) == [post.text]


def test_a_redis_that_was_restarted_is_used_again(feed, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(2)]
    feed(edge.follower_id)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as operator:
        operator.flushdb()
        operator.script_flush()
        operator.client_kill_filter(_type="normal", skipme=True)

    assert feed(edge.follower_id) == [post.text for post in reversed(posts)]
    assert len(timelines.members(edge.follower_id)) == 2
