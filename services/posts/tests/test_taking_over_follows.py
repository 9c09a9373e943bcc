"""Yesterday's table of follows and today's ties hold the same, for as long as processes of both versions run."""

from importlib import import_module
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from factories import FollowFactory, follow_changed

from chassis.ids import uuid7
from posts.models import Author, FanOutOnReadFollow
from posts.services.authors import follows_mark
from relations import takeover
from relations.models import Tie

MIGRATION = import_module("posts.migrations.0007_follows_are_ties")
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
    Author.objects.create(account_id=followee, has_marked_follows=True)

    deliver(follow_changed(follower, followee))
    assert read(follower, followee) == ("active", 1, True)

    deliver(follow_changed(follower, followee, state="none", version=2))
    assert read(follower, followee)[:2] == ("none", 2)


def test_neither_table_accepts_an_older_version_of_the_other(deliver):
    follower, followee = uuid7(), uuid7()
    deliver(follow_changed(follower, followee, state="none", version=5))

    write(follower, followee, version=4)

    assert read(follower, followee)[:2] == ("none", 5)
    assert (Tie.objects.get().state, Tie.objects.get().version) == ("none", 5)


def test_follows_that_feeds_find_when_they_are_read_are_marked_on_both_sides():
    follow, follower = FollowFactory(), uuid7()

    write(follower, follow.followee_id, is_pulled=True)
    follows_mark(follow.followee_id, [follow.follower_id])

    assert set(FanOutOnReadFollow.objects.values_list("follower_id", flat=True)) == {follower, follow.follower_id}
    assert read(follow.follower_id, follow.followee_id) == ("active", 1, True)


@pytest.fixture
def untaken():
    """Return to the schema of the version before: its table has rows, nothing copies them, and there are no ties."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER to_tie ON posts_follow; DROP TRIGGER to_posts_follow ON tie")
        # No model has this table any more, so what other tests committed is still there.
        cursor.execute("DELETE FROM posts_follow")
    edges = {(uuid7(), uuid7()): version for version in range(1, 8)}
    for (follower, followee), version in edges.items():
        write(follower, followee, version=version)
    assert not Tie.objects.exists()
    yield edges
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM posts_follow")


def migrate():
    with connection.schema_editor(atomic=False) as editor:
        for operation in takeover.take_over("posts_follow", columns=MIGRATION.COLUMNS, values=MIGRATION.VALUES):
            for sql in operation.sql:
                editor.execute(sql, params=None)


@pytest.mark.django_db(transaction=True)
def test_rows_are_copied_in_steps_and_none_waits_for_a_row_that_yesterdays_worker_holds(untaken, monkeypatch):
    monkeypatch.setattr(takeover, "CHUNK", 3)
    is_held, is_over = Event(), Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM posts_follow FOR UPDATE")
            is_held.set()
            is_over.wait(20)
        connection.close()

    worker = Thread(target=hold)
    worker.start()
    assert is_held.wait(20)
    try:
        migrate()
    finally:
        is_over.set()
        worker.join()

    ties = {(tie.source_id, tie.target_id): tie.version for tie in Tie.objects.all()}
    assert ties == untaken


@pytest.mark.django_db(transaction=True)
def test_after_the_copy_both_tables_follow_each_other(untaken, deliver):
    migrate()
    migrate()  # the second time changes nothing
    assert Tie.objects.count() == len(untaken)
    one, other, *_ = untaken

    write(*one, state="none", version=20)
    deliver(follow_changed(*other, state="none", version=20))

    assert Tie.objects.get(source_id=one[0]).state == "none"
    assert read(*other)[:2] == ("none", 20)
