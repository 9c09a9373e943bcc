"""``rebuild`` ends where the events would have led, counts included."""

import pytest
from django.core.management import call_command
from factories import ProfileFactory, follow_changed, post_deleted, post_published

from chassis.ids import uuid7
from chassis.testing.sources import source_of
from profiles.projections.connections import FollowCount
from profiles.projections.posts import Post, PostCount
from relations.models import Tie

pytestmark = pytest.mark.django_db


def state(model, *leaving_out):
    """Return a table as a list of comparable rows."""
    names = [field.name for field in model._meta.fields if field.name not in leaving_out]
    return sorted(model.objects.values_list(*names))


@pytest.fixture
def people():
    """Return three accounts."""
    return [uuid7() for _ in range(3)]


@pytest.fixture
def edges(people):
    """Return the last states of some edges."""
    first, second, third = people
    return [
        follow_changed(first, second, version=3),
        follow_changed(second, first, state="none", version=2),
        follow_changed(third, second),
    ]


def test_rebuilt_follows_are_those_of_the_events(deliver, monkeypatch, edges):
    for event in edges:
        deliver(event)
    before = state(Tie, "id"), state(FollowCount)
    Tie.objects.update(state="active")
    FollowCount.objects.update(followers_count=9)

    with source_of(edges) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        call_command("rebuild", "ties")

    active = [row for row in state(FollowCount) if row[1:] != (0, 0)]
    assert (state(Tie, "id"), active) == (before[0], [row for row in before[1] if row[1:] != (0, 0)])


def test_rebuilt_posts_are_those_of_the_events(deliver, monkeypatch, people):
    published = [post_published(account_id, uuid7()) for account_id in people]
    for event in published:
        deliver(event)
    deliver(post_deleted(people[0], published[0].post_id))
    before = state(PostCount)
    PostCount.objects.update(posts_count=9)

    with source_of([*published[1:], post_deleted(people[0], published[0].post_id)]) as address:
        monkeypatch.setenv("POSTS_URL", address)
        call_command("rebuild", "posts")

    assert Post.objects.count() == 3
    assert state(PostCount) == before


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_deleted_post_stays_deleted_after_a_rebuild(deliver, monkeypatch, counts, is_emptied):
    author = ProfileFactory().id
    late = post_published(author, uuid7())
    deleted = post_deleted(author, late.post_id)
    deliver(deleted)
    if is_emptied:
        Post.objects.all().delete()
        PostCount.objects.all().delete()

    with source_of([deleted]) as address:
        monkeypatch.setenv("POSTS_URL", address)
        call_command("rebuild", "posts")
    deliver(late)

    assert counts(author) == (0, 0, 0)
    assert Post.objects.get().version == deleted.version


def test_what_the_owner_no_longer_knows_is_gone_and_not_counted(deliver, monkeypatch, counts, edges):
    followee = ProfileFactory(id=edges[0].followee_id).id
    for event in [*edges, follow_changed(uuid7(), followee, version=9)]:
        deliver(event)
    assert counts(followee)[0] == 3

    with source_of(edges) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        call_command("rebuild", "ties")

    assert counts(followee)[0] == 2
    assert Tie.objects.count() == 3


def test_events_after_a_rebuild_count_on(deliver, monkeypatch, edges):
    with source_of(edges) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        call_command("rebuild", "ties")

    deliver(follow_changed(edges[0].follower_id, edges[0].followee_id, state="none", version=4))
    deliver(follow_changed(edges[2].follower_id, edges[2].followee_id, version=1))

    assert FollowCount.objects.get(account_id=edges[0].followee_id).followers_count == 1
