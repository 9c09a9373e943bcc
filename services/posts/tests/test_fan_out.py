"""Events of our own posts: into the timelines and out of them, in any order and any number of times."""

from itertools import permutations

import pytest
from django.utils import timezone
from factories import FollowFactory, PostFactory, deleted, edited, follower_of, published

from chassis.jobs.models import Job
from chassis.jobs.steps import claim, take_step
from posts import timelines
from posts.models import Post
from posts.services import fan_out
from posts.services.timelines import timeline_ensure
from posts.timelines.connection import client
from posts.timelines.keys import card_key


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed, both with a timeline."""
    edge = FollowFactory()
    timeline_ensure(account_id=edge.follower_id)
    timeline_ensure(account_id=edge.followee_id)
    return edge


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("visibility", ["public", "followers"])
def test_a_post_goes_to_its_author_and_the_followers(deliver, edge, times, visibility):
    post = PostFactory(author_id=edge.followee_id, visibility=visibility)

    deliver(published(post), times)

    assert timelines.members(edge.followee_id) == timelines.members(edge.follower_id) == [post.id]


@pytest.mark.parametrize("times", [1, 2])
def test_a_private_post_goes_to_its_author_only(deliver, edge, times):
    post = PostFactory(author_id=edge.followee_id, visibility="private")

    deliver(published(post), times)

    assert (timelines.members(edge.followee_id), timelines.members(edge.follower_id)) == ([post.id], [])


@pytest.mark.parametrize("times", [1, 2])
def test_a_deleted_post_and_its_card_are_gone_from_redis(api, deliver, feed, edge, times):
    post = PostFactory(author_id=edge.followee_id)
    deliver(published(post))
    feed(edge.follower_id)
    assert client().exists(card_key(post.id))

    api(edge.followee_id).delete(f"/api/v1/posts/{post.id}/")
    post.refresh_from_db()
    deliver(deleted(post), times)

    assert timelines.members(edge.followee_id) == timelines.members(edge.follower_id) == []
    assert not client().exists(card_key(post.id))


@pytest.mark.parametrize("order", list(permutations([published, edited, deleted])))
def test_a_deleted_post_is_not_fanned_out_in_any_order_of_events(api, deliver, edge, order):
    post = PostFactory(author_id=edge.followee_id)
    api(edge.followee_id).delete(f"/api/v1/posts/{post.id}/")
    post.refresh_from_db()

    for build in order:
        deliver(build(post), 2)

    assert timelines.members(edge.follower_id) == []


@pytest.mark.parametrize("visibility", ["public", "followers"])
def test_an_audience_that_is_widened_gets_the_post(api, deliver, run_jobs, feed, edge, visibility):
    post = PostFactory(author_id=edge.followee_id, visibility="private")
    deliver(published(post))

    api(edge.followee_id).patch(f"/api/v1/posts/{post.id}/", {"visibility": visibility})
    run_jobs()

    assert feed(edge.follower_id) == [post.text]
    assert timelines.members(edge.follower_id) == [post.id]


CHANGES = [
    ("public", {"text": "New"}),
    ("public", {"visibility": "followers"}),
    ("followers", {"text": "New"}),
]
CHANGES += [("followers", {"visibility": "private"}), ("private", {"text": "New"})]


@pytest.mark.parametrize(("visibility", "change"), CHANGES)
@pytest.mark.parametrize("times", [1, 2])
def test_any_other_edit_touches_the_card_only(
    api, deliver, emitted, edge, django_assert_num_queries, visibility, change, times
):
    post = PostFactory(author_id=edge.followee_id, visibility=visibility)
    api(edge.followee_id).patch(f"/api/v1/posts/{post.id}/", change)
    (event,) = emitted()

    with django_assert_num_queries(times * (2 + 1) + 1):  # savepoint, inbox, release; the first time the version
        deliver(event, times)

    assert timelines.members(edge.follower_id) == []
    assert not Job.objects.filter(kind="posts.fan_out").exists()


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("build", [published, deleted])
def test_many_followers_are_reached_in_steps(monkeypatch, deliver, run_jobs, edge, build, times):
    monkeypatch.setattr(fan_out, "FOLLOWERS_AT_ONCE", 2)
    readers = [edge.follower_id, *(follower_of(edge.followee_id) for _ in range(6))]
    for reader in readers[1:]:
        timeline_ensure(account_id=reader)
    post = PostFactory(author_id=edge.followee_id)
    if build is deleted:
        timelines.add(readers, [post.id])
        Post.objects.update(text="", deleted_at=timezone.now())

    deliver(build(post), times)
    reached = [timelines.members(reader) == ([post.id] if build is published else []) for reader in readers]
    assert (reached.count(True), run_jobs()) == (2, 3)

    assert [timelines.members(reader) for reader in readers] == [[post.id] if build is published else []] * 7


def test_a_post_that_is_deleted_during_its_fan_out_is_withdrawn_from_all(monkeypatch, api, deliver, run_jobs, edge):
    monkeypatch.setattr(fan_out, "FOLLOWERS_AT_ONCE", 2)
    readers = [edge.follower_id, *(follower_of(edge.followee_id) for _ in range(6))]
    for reader in readers[1:]:
        timeline_ensure(account_id=reader)
    post = PostFactory(author_id=edge.followee_id)
    deliver(published(post))
    take_step(claim())

    api(edge.followee_id).delete(f"/api/v1/posts/{post.id}/")
    deliver(deleted(post))
    run_jobs()

    assert [timelines.members(reader) for reader in readers] == [[]] * 7
