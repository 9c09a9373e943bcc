"""Yesterday's table of follows and today's ties hold the same, for as long as processes of both versions run."""

import pytest
from django.db import connection
from factories import FollowFactory, follow_changed

from chassis.ids import uuid7
from posts.models import Author, PulledFollow
from posts.services.authors import follows_mark
from relations.models import Tie

# As yesterday's worker writes an edge.
WRITE = """
    INSERT INTO posts_follow AS held (id, follower_id, followee_id, state, version, is_pulled)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)
    ON CONFLICT (follower_id, followee_id) DO UPDATE
    SET state = EXCLUDED.state, version = EXCLUDED.version, is_pulled = EXCLUDED.is_pulled
    WHERE held.version < EXCLUDED.version
"""
READ = "SELECT state, version, is_pulled FROM posts_follow WHERE follower_id = %s AND followee_id = %s"

pytestmark = pytest.mark.django_db


def write(follower, followee, state="active", version=1, is_pulled=False):
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [follower, followee, state, version, is_pulled])


def read(follower, followee):
    with connection.cursor() as cursor:
        cursor.execute(READ, [follower, followee])
        return cursor.fetchone()


def test_what_yesterdays_worker_writes_is_seen_today():
    follower, followee = uuid7(), uuid7()

    write(follower, followee)
    write(follower, followee, "none", 2)

    tie = Tie.objects.get()
    assert (tie.kind, tie.source_id, tie.target_id) == ("follow", follower, followee)
    assert (tie.state, tie.version) == ("none", 2)


def test_what_todays_worker_writes_is_seen_by_yesterdays(deliver):
    follower, followee = uuid7(), uuid7()
    Author.objects.create(account_id=followee, is_pulled=True)

    deliver(follow_changed(follower, followee))
    assert read(follower, followee) == ("active", 1, True)

    deliver(follow_changed(follower, followee, state="none", version=2))
    assert read(follower, followee)[:2] == ("none", 2)


def test_neither_takes_an_older_version_of_the_other(deliver):
    follower, followee = uuid7(), uuid7()
    deliver(follow_changed(follower, followee, state="none", version=5))

    write(follower, followee, version=4)

    assert read(follower, followee)[:2] == ("none", 5)
    assert (Tie.objects.get().state, Tie.objects.get().version) == ("none", 5)


def test_follows_that_feeds_find_when_they_are_read_are_marked_on_both_sides():
    follow, follower = FollowFactory(), uuid7()

    write(follower, follow.followee_id, is_pulled=True)
    follows_mark(follow.followee_id, [follow.follower_id])

    assert set(PulledFollow.objects.values_list("follower_id", flat=True)) == {follower, follow.follower_id}
    assert read(follow.follower_id, follow.followee_id) == ("active", 1, True)
