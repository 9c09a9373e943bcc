"""What the home feed holds, and what it costs."""

import json

import pytest
from factories import FollowFactory, LikeFactory, PersonFactory, PostFactory, follow_changed, published

from chassis.http.shapes import AvatarOut
from chassis.ids import uuid7
from contracts.profiles import ProfileUpdated
from posts.serializers.posts import PostCardOut, card_shape
from posts.timelines.connection import client
from posts.timelines.keys import card_key

FEED = "/api/v1/feed/"


@pytest.fixture(params=["cold", "warm"])
def temperature(request) -> str:
    """Return whether the reader's timeline was there before anything happened."""
    return request.param


@pytest.fixture
def reader(api, temperature):
    """Return somebody who reads feeds."""
    account_id = PersonFactory().id
    if temperature == "warm":
        api(account_id).get(FEED)
    return account_id


@pytest.fixture
def followee(deliver, reader):
    """Return somebody whom the reader follows."""
    account_id = PersonFactory().id
    deliver(follow_changed(reader, account_id))
    return account_id


@pytest.fixture
def publish(deliver):
    """Return a function that publishes a post and delivers its event."""

    def act(author_id, **fields):
        post = PostFactory(author_id=author_id, **fields)
        deliver(published(post))
        return post

    return act


def test_it_holds_own_posts_and_those_of_followees_newest_first(feed, publish, reader, followee):
    posts = [publish(author) for author in (followee, reader, followee)]
    publish(PersonFactory().id)

    assert feed(reader) == [post.text for post in reversed(posts)]


def test_it_holds_what_the_reader_may_read_and_no_more(feed, publish, reader, followee):
    public, followers = publish(followee), publish(followee, visibility="followers")
    publish(followee, visibility="private")
    own = publish(reader, visibility="private")

    assert feed(reader) == [own.text, followers.text, public.text]


def test_an_own_post_is_there_before_its_event_is_delivered(api, feed, reader, followee):
    api(reader).post("/api/v1/posts/", {"text": "Just now"})

    assert feed(reader) == ["Just now"]


def test_unfollowing_takes_effect_at_once(deliver, feed, publish, reader, followee):
    publish(followee)
    publish(followee, visibility="followers")

    deliver(follow_changed(reader, followee, state="none", version=2))

    assert feed(reader) == []


@pytest.mark.parametrize(
    ("method", "body"), [("delete", None), ("patch", {"visibility": "private"})], ids=["deleted", "narrowed"]
)
def test_what_is_deleted_or_narrowed_is_gone_before_its_event_is_delivered(
    api, feed, publish, reader, followee, method, body
):
    post = publish(followee)
    assert feed(reader) == [post.text]

    getattr(api(followee), method)(f"/api/v1/posts/{post.id}/", body)

    assert feed(reader) == []


def test_an_edit_shows_before_its_event_is_delivered(api, feed, publish, reader, followee):
    post = publish(followee)
    assert feed(reader) == [post.text]

    api(followee).patch(f"/api/v1/posts/{post.id}/", {"text": "Better"})

    assert feed(reader) == ["Better"]


def test_an_author_who_changes_the_name_shows_it_at_once(api, deliver, feed, publish, reader, followee):
    publish(followee)
    feed(reader)

    deliver(ProfileUpdated(account_id=followee, username="ada", display_name="Ada L.", version=1))

    (shown,) = api(reader).get(FEED).json()["results"]
    assert (shown["author"]["username"], shown["author"]["display_name"]) == ("ada", "Ada L.")


def test_a_card_of_another_version_of_this_service_is_rendered_again(api, feed, publish, reader, followee):
    post = publish(followee)
    text = feed(reader)
    client().set(
        card_key(post.id), json.dumps([1, 0, {"id": str(post.id), "text": "As yesterday"}], separators=(",", ":"))
    )

    (shown,) = api(reader).get(FEED).json()["results"]

    assert [shown["text"]] == text
    assert shown["author"]["id"] == str(followee)


def test_another_version_of_this_service_takes_no_card_for_its_own(feed, publish, reader, followee):
    post = publish(followee)
    feed(reader)

    post_version, author_version, _ = json.loads(client().get(card_key(post.id)))

    assert (post_version, author_version) != (1, 0)


def test_cards_of_authors_with_other_fields_have_another_shape():
    class Richer(PostCardOut):
        author = AvatarOut()

    assert card_shape(Richer) != card_shape(PostCardOut)


def test_counts_and_likes_are_those_of_this_moment(api, feed, publish, reader, followee):
    post = publish(followee)
    feed(reader)

    LikeFactory(post=post)
    api(reader).put(f"/api/v1/posts/{post.id}/like/")
    api(reader).post(f"/api/v1/posts/{post.id}/comments/", {"text": "Yes"})

    [shown] = api(reader).get(FEED).json()["results"]
    assert shown == {**api(reader).get(f"/api/v1/posts/{post.id}/").json(), "shared_by": None}
    (shown,) = api(reader).get(FEED).json()["results"]
    assert (shown["likes_count"], shown["comments_count"], shown["liked"]) == (2, 1, True)


def test_the_feed_needs_a_token(api):
    assert api().get(FEED).status_code == 401


@pytest.mark.parametrize("count", [1, 10, 40])
def test_a_page_costs_one_query_however_many_posts_and_followees(
    feed, publish, reader, django_assert_num_queries, count
):
    for _ in range(count):
        author = FollowFactory(follower_id=reader).followee_id
        publish(author)
    feed(reader, limit=50)
    feed(reader, limit=50)

    with django_assert_num_queries(1):
        shown = feed(reader, limit=50)

    assert len(shown) == count


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_without_cards_costs_two_queries_more(feed, publish, reader, followee, django_assert_num_queries, count):
    feed(reader)
    for _ in range(count):
        publish(followee)

    with django_assert_num_queries(3):
        shown = feed(reader)

    assert len(shown) == count


def test_the_feed_of_an_unknown_account_is_empty(feed):
    assert feed(uuid7()) == []
