"""Authors with very many followers: their posts are merged into feeds when these are read."""

import pytest
from factories import FollowFactory, follow_changed, follower_of, published

from chassis.ids import uuid7
from posts import timelines
from posts.models import Author, Follow, Post

POSTS = "/api/v1/posts/"


@pytest.fixture
def star(settings, db):
    """Return an author with more followers than posts are copied to."""
    settings.FANOUT_MAX_FOLLOWERS = 2
    author = uuid7()
    for _ in range(3):
        follower_of(author)
    return author


def publish(api, deliver, author, text):
    api(author).post(POSTS, {"text": text})
    deliver(published(Post.objects.get(text=text)))


def test_an_author_is_pulled_from_the_first_post_that_would_be_copied_too_often(api, deliver, star):
    follower_of(ordinary := uuid7())

    publish(api, deliver, star, "To all")
    publish(api, deliver, ordinary, "To one")

    assert set(Post.objects.values_list("text", "is_pulled")) == {("To all", True), ("To one", False)}
    assert Author.objects.filter(is_pulled=True).get().account_id == star
    assert set(Follow.objects.filter(is_pulled=True).values_list("followee_id", flat=True)) == {star}


def test_their_posts_are_in_feeds_without_being_in_timelines(api, deliver, feed, star):
    edge = FollowFactory(followee_id=star)
    other = FollowFactory(follower_id=edge.follower_id).followee_id
    feed(edge.follower_id)

    for author, text in ((star, "1"), (other, "2"), (star, "3")):
        publish(api, deliver, author, text)

    assert feed(edge.follower_id) == ["3", "2", "1"]
    assert timelines.members(edge.follower_id) == [Post.objects.get(text="2").id]


def test_posts_from_before_and_after_are_all_there_also_for_a_new_follower(api, deliver, all_pages, settings, star):
    settings.FANOUT_MAX_FOLLOWERS = 100
    for n in range(4):
        publish(api, deliver, star, f"copied {n}")
    settings.FANOUT_MAX_FOLLOWERS = 2
    for n in range(4):
        publish(api, deliver, star, f"pulled {n}")

    deliver(follow_changed(reader := uuid7(), star))

    shown = [post["text"] for post in all_pages(reader, "/api/v1/feed/")]
    assert shown == [f"{how} {n}" for how in ("pulled", "copied") for n in (3, 2, 1, 0)]


def test_once_pulled_always_pulled(api, deliver, star):
    publish(api, deliver, star, "Then")
    Follow.objects.all().delete()

    deliver(follow_changed(reader := uuid7(), star))
    publish(api, deliver, star, "Now")

    assert Follow.objects.get(follower_id=reader).is_pulled
    assert Post.objects.get(text="Now").is_pulled


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_costs_one_query_however_many_of_them_are_followed(
    api, deliver, feed, settings, django_assert_num_queries, count
):
    settings.FANOUT_MAX_FOLLOWERS = 0
    reader = uuid7()
    for n in range(count):
        author = FollowFactory(follower_id=reader).followee_id
        publish(api, deliver, author, f"{n}")
    feed(reader)

    with django_assert_num_queries(1):
        shown = feed(reader)

    assert len(shown) == count


def test_unfollowing_one_takes_effect_at_once(api, deliver, feed, star):
    edge = FollowFactory(followee_id=star)
    publish(api, deliver, star, "Gone")
    assert feed(edge.follower_id) == ["Gone"]

    deliver(follow_changed(edge.follower_id, star, state="none", version=2))

    assert feed(edge.follower_id) == []
