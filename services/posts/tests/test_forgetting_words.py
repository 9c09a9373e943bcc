"""Words that were edited or deleted do not stay in Redis."""

import pytest
from factories import FollowFactory, PostFactory
from redis_keys import everything

from posts import timelines
from posts.models import Post
from posts.models.counts import posts_for
from posts.selectors.items import post_items
from posts.serializers.posts import CARDS, post_card
from posts.services.posts import post_delete, post_edit

SECRET = "to be deleted"


@pytest.fixture
def edge(db):
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


@pytest.fixture
def post(edge, feed):
    """A post whose card is in Redis."""
    post = PostFactory(author_id=edge.followee_id, text=SECRET)
    feed(edge.follower_id)
    assert SECRET.encode() in everything()
    return post


@pytest.fixture(params=["edited", "deleted"])
def change(request, post, emitted):
    """Return a function that makes the words go, and returns the event of it."""

    def act():
        if request.param == "edited":
            post_edit(post_id=post.id, editor_id=post.author_id, changes={"text": "Other words"})
        else:
            post_delete(post_id=post.id, author_id=post.author_id)
        return emitted()[-1]

    return act


@pytest.mark.parametrize("times", [1, 2])
def test_cards_are_deleted_when_the_event_is_handled(deliver, change, times):
    deliver(change(), times)

    assert SECRET.encode() not in everything()


@pytest.mark.parametrize("fault", ["redis_down", "redis_silent"])
def test_cards_are_deleted_when_redis_is_available_again(request, deliver, run_jobs, change, redis_back, fault):
    request.getfixturevalue(fault)()
    deliver(change())
    redis_back()
    assert SECRET.encode() in everything()

    run_jobs()

    assert SECRET.encode() not in everything()


def test_a_slow_reader_does_not_store_old_cards_again(deliver, post, change):
    (item,) = post_items([posts_for(Post.objects.all(), None).get()])
    rendered = timelines.Card(CARDS.shape, item.words.version, None, post_card(item.words))
    deliver(change())

    timelines.put_cards({str(post.id): rendered})

    assert SECRET.encode() not in everything()


def test_the_new_words_can_be_kept(api, deliver, feed, edge, post, emitted):
    api(edge.followee_id).patch(f"/api/v1/posts/{post.id}/", {"text": "Other words"})
    deliver(emitted()[-1])

    assert feed(edge.follower_id) == ["Other words"]
    assert b"Other words" in everything()


def test_a_late_event_does_not_prevent_a_newer_card(api, deliver, feed, edge, post, emitted):
    for text in ("Second words", "Third words"):
        api(edge.followee_id).patch(f"/api/v1/posts/{post.id}/", {"text": text})
    second, third = emitted()
    deliver(third)
    deliver(second)

    assert feed(edge.follower_id) == ["Third words"]
    assert b"Third words" in everything()
