"""Timelines in Redis: made from the database while posts keep coming, and lost at any moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from factories import FollowFactory, PostFactory, follow_changed, follower_of, published
from redis_keys import timeline_key

from chassis.http.paging import START
from chassis.ids import uuid7
from chassis.testing.locks import wait_for_a_lock
from posts import timelines
from posts.consumers import fan_out_post
from posts.selectors.feed.sources import feed_entries
from posts.services.timelines import timeline_ensure
from posts.timelines.connection import client
from posts.timelines.keys import TIMELINES
from relations.consumers import keep_ties


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


def test_the_first_reading_makes_the_timeline(feed, edge):
    post = PostFactory(author_id=edge.followee_id)

    feed(edge.follower_id)

    assert timelines.members(edge.follower_id) == [post.id]


def test_reading_a_timeline_extends_its_expiry_by_a_week(feed, edge):
    feed(edge.follower_id)
    client().expire(timeline_key(edge.follower_id), 60)

    feed(edge.follower_id)

    assert client().ttl(timeline_key(edge.follower_id)) > 6 * 24 * 3600


def test_a_flush_loses_nothing_of_the_feed(feed, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(3)]
    before = feed(edge.follower_id)

    client().flushdb()

    assert feed(edge.follower_id) == before == [post.text for post in reversed(posts)]
    assert len(timelines.members(edge.follower_id)) == 3


def test_a_post_published_while_the_timeline_is_filled_is_in_it(deliver, feed, edge):
    old = PostFactory(author_id=edge.followee_id)
    mark = timelines.begin(edge.follower_id)
    newest = feed_entries(edge.follower_id, place=START, count=800)

    new = PostFactory(author_id=edge.followee_id)
    deliver(published(new))

    assert feed(edge.follower_id) == [new.text, old.text]
    assert timelines.finish(edge.follower_id, mark, newest)
    assert timelines.members(edge.follower_id) == [old.id, new.id]


def test_a_timeline_is_discarded_when_redis_is_flushed_while_it_is_filled(deliver, feed, edge):
    old = PostFactory(author_id=edge.followee_id)
    mark = timelines.begin(edge.follower_id)
    newest = feed_entries(edge.follower_id, place=START, count=800)

    client().flushdb()
    new = PostFactory(author_id=edge.followee_id)
    deliver(published(new))

    assert not timelines.finish(edge.follower_id, mark, newest)
    assert not timelines.existing([edge.follower_id])
    assert feed(edge.follower_id) == [new.text, old.text]


def test_a_fill_from_before_a_flush_does_not_complete_a_later_one(edge):
    lost = timelines.begin(edge.follower_id)
    client().flushdb()
    mark = timelines.begin(edge.follower_id)

    assert not timelines.finish(edge.follower_id, lost, [uuid7()])
    assert timelines.finish(edge.follower_id, mark, [])
    assert timelines.members(edge.follower_id) == []


def test_only_one_process_fills_a_timeline_at_a_time(edge):
    assert timelines.begin(edge.follower_id)
    assert timelines.begin(edge.follower_id) is None


def test_a_timeline_that_was_never_completed_expires(edge):
    timelines.begin(edge.follower_id)

    assert 0 < client().ttl(timeline_key(edge.follower_id)) <= 30


def test_a_full_list_drops_what_came_meanwhile_and_is_older_than_its_oldest(edge, settings):
    settings.TIMELINE_MAX_LENGTH = 2
    older, *newest = sorted(uuid7() for _ in range(3))
    mark = timelines.begin(edge.follower_id)
    timelines.add([edge.follower_id], [older])

    timelines.finish(edge.follower_id, mark, newest[::-1])

    assert timelines.members(edge.follower_id) == newest
    assert not timelines.read(edge.follower_id, place=START, count=10).is_end


def test_a_post_does_not_create_a_timeline_that_does_not_exist(deliver, edge):
    deliver(published(PostFactory(author_id=edge.followee_id)))

    assert client().keys(f"{TIMELINES}*") == []


def test_a_post_reaches_every_follower_in_portions(deliver, edge, settings):
    readers = [follower_of(edge.followee_id) for _ in range(7)]
    for reader in readers:
        timeline_ensure(account_id=reader)
    post = PostFactory(author_id=edge.followee_id)

    deliver(published(post))

    assert [timelines.members(reader) for reader in readers] == [[post.id]] * 7


@pytest.mark.django_db(transaction=True)
def test_a_follow_that_takes_effect_while_the_follower_reads_is_not_missed(feed):
    reader, post = uuid7(), PostFactory()

    with transaction.atomic():
        keep_ties([follow_changed(reader, post.author_id)])
        assert elsewhere(lambda: feed(reader)) == []

    assert feed(reader) == [post.text]
    assert timelines.members(reader) == [post.id]


@pytest.mark.django_db(transaction=True)
def test_a_post_fanned_out_while_somebody_follows_is_not_missed():
    reader, post = uuid7(), PostFactory()
    timeline_ensure(account_id=reader)
    with ThreadPoolExecutor(1) as another:
        with transaction.atomic():
            keep_ties([follow_changed(reader, post.author_id)])
            timelines.remove([reader], [post.id])  # as if the post had come a moment later
            spreading = another.submit(closing(lambda: fan_out_post(published(post))))
            wait_for_a_lock()

        spreading.result()

    assert timelines.members(reader) == [post.id]


@pytest.mark.django_db(transaction=True)
def test_a_follow_does_not_wait_for_a_fan_out_and_misses_nothing():
    reader, post = uuid7(), PostFactory()
    timeline_ensure(account_id=reader)

    with transaction.atomic():
        fan_out_post(published(post))
        elsewhere(lambda: follow_in_time(reader, post.author_id))

    assert timelines.members(reader) == [post.id]


def follow_in_time(reader, author_id) -> None:
    """Let a follow take effect; fail if it has to wait for a lock."""
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL lock_timeout = '1s'")
        keep_ties([follow_changed(reader, author_id)])


def elsewhere(act):
    """Do something on another connection and return what it returns."""
    with ThreadPoolExecutor(1) as another:
        return another.submit(closing(act)).result()


def closing(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    return run
