"""Events of our own posts: into the timelines and out of them, in any order and any number of times."""

from itertools import permutations

import pytest
from factories import FollowFactory, PostFactory, deleted, edited, published

from posts import timelines
from posts.selectors.feed.sources import make_timeline
from posts.timelines.connection import client
from posts.timelines.keys import card_key


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed, both with a timeline."""
    edge = FollowFactory()
    make_timeline(edge.follower_id)
    make_timeline(edge.followee_id)
    return edge


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("tell", [published, edited])
@pytest.mark.parametrize("visibility", ["public", "followers"])
def test_a_post_goes_to_its_author_and_the_followers(deliver, edge, times, tell, visibility):
    post = PostFactory(author_id=edge.followee_id, visibility=visibility)

    deliver(tell(post), times)

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
def test_whatever_comes_last_a_deleted_post_is_not_spread(api, deliver, edge, order):
    post = PostFactory(author_id=edge.followee_id)
    api(edge.followee_id).delete(f"/api/v1/posts/{post.id}/")
    post.refresh_from_db()

    for tell in order:
        deliver(tell(post), 2)

    assert timelines.members(edge.follower_id) == []


def test_an_audience_that_is_widened_gets_the_post(api, deliver, feed, edge):
    post = PostFactory(author_id=edge.followee_id, visibility="private")
    deliver(published(post))

    api(edge.followee_id).patch(f"/api/v1/posts/{post.id}/", {"visibility": "followers"})
    post.refresh_from_db()
    deliver(edited(post))

    assert feed(edge.follower_id) == [post.text]
