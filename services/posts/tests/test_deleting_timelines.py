"""Deleting all timelines at once."""

from django.core.management import call_command
from factories import FollowFactory, PostFactory
from redis_keys import timeline_key

from posts import timelines
from posts.timelines.connection import client
from posts.timelines.keys import GENERATION


def test_deleted_timelines_are_created_again(feed, capsys):
    edge = FollowFactory()
    feed(edge.follower_id)
    missed = PostFactory(author_id=edge.followee_id)
    assert feed(edge.follower_id) == []

    call_command("forget_timelines")

    assert capsys.readouterr().out == "all timelines are deleted\n"
    assert feed(edge.follower_id) == [missed.text]
    assert timelines.members(edge.follower_id) == [missed.id]


def test_deleting_them_is_one_command_and_the_old_keys_expire(feed):
    edges = [FollowFactory() for _ in range(20)]
    for edge in edges:
        feed(edge.follower_id)
    old = [timeline_key(edge.follower_id) for edge in edges]
    before = client().info("commandstats")

    timelines.invalidate_all()

    calls = {name: stats["calls"] for name, stats in client().info("commandstats").items()}
    made = {name for name in calls if calls[name] != before.get(name, {"calls": 0})["calls"]}
    assert made == {"cmdstat_set", "cmdstat_info"}
    assert not timelines.existing([edge.follower_id for edge in edges])
    assert all(0 < client().ttl(key) <= timelines.creation.TTL_SECONDS for key in old)


def test_a_lost_generation_does_not_bring_old_timelines_back(feed):
    edge = FollowFactory()
    feed(edge.follower_id)
    missed = PostFactory(author_id=edge.followee_id)

    client().delete(GENERATION)

    assert feed(edge.follower_id) == [missed.text]
