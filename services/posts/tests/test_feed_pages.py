"""Paging through the home feed: full pages, no post skipped, none doubled."""

import pytest
from factories import FollowFactory, PersonFactory, PostFactory, follow_changed, published

from posts import timelines
from relations.models import Tie

FEED = "/api/v1/feed/"


@pytest.fixture
def edge():
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


def ids(posts) -> list[str]:
    return [str(post.id) for post in posts]


def test_pages_follow_each_other_to_the_end(all_pages, edge):
    posts = [PostFactory(author_id=author) for author in [edge.followee_id, edge.follower_id] * 4]

    for limit in (1, 3, 8, 100):
        assert [post["id"] for post in all_pages(edge.follower_id, FEED, limit)] == ids(reversed(posts))


def test_posts_that_arrive_meanwhile_neither_shift_nor_double(api, deliver, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(5)]
    client = api(edge.follower_id)
    first = client.get(FEED, {"limit": 2}).json()
    for author in (edge.followee_id, edge.follower_id):
        deliver(published(PostFactory(author_id=author)))

    second = client.get(first["next"].removeprefix("https://kith.test")).json()

    assert [post["id"] for post in first["results"] + second["results"]] == ids(posts[:0:-1])


def test_a_page_is_full_although_most_candidates_are_hidden(api, edge):
    seen = PostFactory.create_batch(3, author_id=edge.followee_id)
    hidden = PostFactory.create_batch(60, author_id=edge.followee_id)
    client = api(edge.follower_id)
    client.get(FEED)

    for post in hidden:
        post.visibility = "private"
        post.save()

    shown = client.get(FEED, {"limit": 2}).json()
    assert [post["id"] for post in shown["results"]] == ids(seen[:0:-1])
    assert len(client.get(shown["next"].removeprefix("https://kith.test")).json()["results"]) == 1


def test_below_the_end_of_a_timeline_the_database_goes_on(all_pages, deliver, edge, settings):
    settings.TIMELINE_MAX_LENGTH = 5
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(12)]

    assert [post["id"] for post in all_pages(edge.follower_id, FEED)] == ids(reversed(posts))
    posts += [PostFactory(author_id=edge.followee_id) for _ in range(2)]
    for post in posts[-2:]:
        deliver(published(post))

    assert [post["id"] for post in all_pages(edge.follower_id, FEED)] == ids(reversed(posts))
    assert len(timelines.members(edge.follower_id)) == 5


def test_following_somebody_with_older_posts_leaves_no_gap(all_pages, api, deliver, edge, settings):
    settings.TIMELINE_MAX_LENGTH = 5
    other, third = PersonFactory().id, PersonFactory().id
    deliver(follow_changed(edge.follower_id, third))
    posts = [PostFactory(author_id=author) for author in [edge.followee_id, other, third] * 4]
    api(edge.follower_id).get(FEED)
    # The newest are taken out, so that the timeline has room again above a floor below which it knows nothing.
    deliver(follow_changed(edge.follower_id, third, state="none", version=2))

    deliver(follow_changed(edge.follower_id, other))

    expected = [post for post in posts if post.author_id != third]
    assert [post["id"] for post in all_pages(edge.follower_id, FEED)] == ids(reversed(expected))


def test_a_cursor_whose_post_was_deleted_still_works(api, edge):
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(4)]
    first = api(edge.follower_id).get(FEED, {"limit": 2}).json()

    api(edge.followee_id).delete(f"/api/v1/posts/{posts[2].id}/")

    second = api(edge.follower_id).get(first["next"].removeprefix("https://kith.test")).json()
    assert [post["id"] for post in second["results"]] == ids(posts[1::-1])


def test_the_feed_is_empty_after_the_last_unfollow(api, edge):
    PostFactory(author_id=edge.followee_id)
    api(edge.follower_id).get(FEED)

    Tie.objects.update(state="none")

    shown = api(edge.follower_id).get(FEED).json()

    assert (shown["results"], shown["next"]) == ([], None)
