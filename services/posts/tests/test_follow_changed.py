"""Follows that the social graph publishes: in any order and any number of times one result."""

from itertools import permutations

import pytest
from factories import PostFactory, follow_changed

from chassis.ids import uuid7
from posts import timelines
from posts.services.timelines import timeline_ensure
from relations.models import Tie


@pytest.mark.parametrize("times", [1, 2])
def test_a_follower_sees_posts_for_followers(api, deliver, times):
    post, reader = PostFactory(visibility="followers"), uuid7()

    deliver(follow_changed(reader, post.author_id), times)

    assert api(reader).get(f"/api/v1/posts/{post.id}/").status_code == 200


@pytest.mark.parametrize("times", [1, 2])
def test_a_new_followee_comes_into_the_timeline_and_goes_with_the_follow(deliver, times):
    post, reader = PostFactory(), uuid7()
    PostFactory(author_id=post.author_id, visibility="private")
    timeline_ensure(account_id=reader)

    deliver(follow_changed(reader, post.author_id), times)
    assert timelines.members(reader) == [post.id]

    deliver(follow_changed(reader, post.author_id, state="none", version=2), times)
    assert timelines.members(reader) == []


def test_follows_of_one_batch_reach_each_followers_timeline(deliver, deliver_together):
    first, second, third = PostFactory(), PostFactory(), PostFactory()
    ada, ben = uuid7(), uuid7()
    timeline_ensure(account_id=ada)
    timeline_ensure(account_id=ben)
    deliver(follow_changed(ben, third.author_id))

    deliver_together(
        follow_changed(ada, first.author_id),
        follow_changed(ben, third.author_id, state="none", version=2),
        follow_changed(ada, second.author_id),
        follow_changed(ben, first.author_id, state="none", version=2),
        follow_changed(ben, first.author_id),
        follow_changed(uuid7(), first.author_id),
    )

    assert (timelines.members(ada), timelines.members(ben)) == ([first.id, second.id], [])


def test_follows_of_a_batch_cost_the_same_statements_however_many(deliver_together, django_assert_num_queries):
    author, readers = uuid7(), [uuid7() for _ in range(20)]
    deliver_together(follow_changed(uuid7(), author))

    for some in (readers[:1], readers[1:]):
        with django_assert_num_queries(6):  # begin, inbox, ties, authors, timelines, commit
            deliver_together(*(follow_changed(reader, author) for reader in some))


@pytest.mark.parametrize("order", list(permutations(range(1, 4))))
@pytest.mark.parametrize("last", ["active", "none"])
def test_any_order_and_repetition_ends_with_the_newest_state(deliver, feed, order, last):
    post, reader = PostFactory(), uuid7()
    timeline_ensure(account_id=reader)
    states = {3: last, 2: "none" if last == "active" else "active", 1: "active"}

    for version in (*order, *reversed(order)):
        deliver(follow_changed(reader, post.author_id, state=states[version], version=version))

    edge = Tie.objects.get()
    assert (edge.state, edge.version) == (last, 3)
    assert timelines.members(reader) == ([post.id] if last == "active" else [])
    assert feed(reader) == ([post.text] if last == "active" else [])


def test_a_state_that_is_not_known_yet_shows_nothing(api, deliver, feed):
    post, reader = PostFactory(visibility="followers"), uuid7()

    deliver(follow_changed(reader, post.author_id, state="requested"))

    assert feed(reader) == []
    assert api(reader).get(f"/api/v1/posts/{post.id}/").status_code == 404


def test_a_post_that_comes_before_the_follow_is_in_the_feed_after_it(api, deliver, feed):
    reader, author = uuid7(), uuid7()
    feed(reader)
    api(author).post("/api/v1/posts/", {"text": "Early"})

    deliver(follow_changed(reader, author))

    assert feed(reader) == ["Early"]
