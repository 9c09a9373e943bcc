"""Shares in the feed: a post at the place of its share, with and without a timeline in Redis."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from factories import FollowFactory, PersonFactory, PostFactory, ShareFactory, follow_changed, published

from contracts.accounts import AccountStateChanged
from contracts.social_graph import BlockChanged, MuteChanged
from posts import timelines
from posts.models import FanOutOnReadFollow, Post, Share
from posts.selectors.feed.repeats import NEARBY
from posts.services import fan_out

FEED = "/api/v1/feed/"
POSTS = "/api/v1/posts/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return PersonFactory().id


@pytest.fixture
def sharer(reader):
    return FollowFactory(follower_id=reader).followee_id


@pytest.fixture(params=["timeline", "no timeline", "no redis"])
def kept(request, api, reader, redis_down):
    """How the feed is kept: each promise holds with and without Redis."""
    if request.param == "timeline":
        entries(api, reader)
    elif request.param == "no redis":
        redis_down()
    return request.param


@pytest.fixture
def write(deliver):
    """Return a function that publishes a post of an author."""

    def act(author_id: UUID) -> Post:
        post = PostFactory(author_id=author_id)
        deliver(published(post))
        return post

    return act


@pytest.fixture
def share(api, emitted, deliver):
    """Return a function that shares a post, or takes that back, and delivers the event."""

    def act(sharer: UUID, post: Post, method: str = "put") -> None:
        before = len(emitted())
        assert getattr(api(sharer), method)(f"{POSTS}{post.id}/share/").status_code == 200
        for event in emitted()[before:]:
            deliver(event, times=2)

    return act


def entries(api, reader, limit=20) -> list[tuple[str, str | None]]:
    """Return the posts in a feed, each with who shared it."""
    results = api(reader).get(FEED, {"limit": limit}).json()["results"]
    return [(each["id"], each["shared_by"] and each["shared_by"]["id"]) for each in results]


def test_a_share_brings_a_post_to_the_place_of_the_share(api, reader, sharer, kept, share, write):
    post, between = PostFactory(), write(sharer)

    share(sharer, post)

    assert entries(api, reader) == [(str(post.id), str(sharer)), (str(between.id), None)]
    shown = api(reader).get(FEED).json()["results"][0]
    assert shown == {**api(reader).get(f"{POSTS}{post.id}/").json(), "shared_by": shown["shared_by"]}
    assert set(shown["shared_by"]) == {"id", "username", "display_name", "avatar"}
    assert entries(api, sharer) == [(str(between.id), None)]


def unshare(api, deliver, share, reader, sharer, post):
    share(sharer, post, "delete")


def unfollow(api, deliver, share, reader, sharer, post):
    deliver(follow_changed(reader, sharer, state="none", version=2))


def mute(api, deliver, share, reader, sharer, post):
    how = {"hides_notifications": True, "until": None, "changed_at": timezone.now()}
    deliver(MuteChanged(muter_id=reader, muted_id=sharer, state="active", version=1, **how))


def mute_author(api, deliver, share, reader, sharer, post):
    mute(api, deliver, share, reader, post.author_id, post)


def block(api, deliver, share, reader, sharer, post):
    deliver(BlockChanged(blocker_id=sharer, blocked_id=reader, state="active", version=1, changed_at=timezone.now()))


def block_author(api, deliver, share, reader, sharer, post):
    block(api, deliver, share, reader, post.author_id, post)


def suspend(api, deliver, share, reader, sharer, post):
    deliver(AccountStateChanged(account_id=sharer, state="suspended", changed_at=timezone.now(), version=2))


def delete(api, deliver, share, reader, sharer, post):
    assert api(post.author_id).delete(f"{POSTS}{post.id}/").status_code == 204


def hide(api, deliver, share, reader, sharer, post):
    assert api(post.author_id).patch(f"{POSTS}{post.id}/", {"visibility": "followers"}).status_code == 200


CHANGES = [unshare, unfollow, mute, mute_author, block, block_author, suspend, delete, hide]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_share_leaves_the_feed_at_once(api, deliver, reader, sharer, kept, share, change):
    post = PostFactory()
    share(sharer, post)
    assert entries(api, reader) == [(str(post.id), str(sharer))]

    change(api, deliver, share, reader, sharer, post)

    assert entries(api, reader) == []


def test_a_share_shows_nobody_a_post_that_they_may_not_read(api, reader, sharer, kept, share):
    post = PostFactory(visibility="followers")
    FollowFactory(follower_id=sharer, followee_id=post.author_id)

    share(sharer, post)

    assert entries(api, reader) == []


def test_a_share_of_an_own_post_is_not_in_the_feed(api, reader, sharer, kept, share):
    post = PostFactory(author_id=reader)

    share(sharer, post)

    assert entries(api, reader) == [(str(post.id), None)]


@pytest.mark.parametrize(("others", "is_shown"), [(NEARBY - 1, False), (NEARBY, True)])
def test_what_is_nearby_is_not_repeated(api, reader, sharer, kept, share, write, others, is_shown):
    post = write(sharer)
    for _ in range(others):
        PostFactory(author_id=reader)

    share(sharer, post)

    found = entries(api, reader, limit=100)
    assert found.count((str(post.id), None)) == 1
    assert ((str(post.id), str(sharer)) in found) == is_shown
    assert len(found) == others + 1 + is_shown
    first_page = entries(api, reader, limit=5)
    assert first_page == found[:5]


def test_of_two_shares_nearby_the_first_is_shown_until_it_is_taken_back(api, reader, sharer, kept, share):
    other, post = FollowFactory(follower_id=reader).followee_id, PostFactory()
    share(sharer, post)
    share(other, post)
    assert entries(api, reader) == [(str(post.id), str(sharer))]

    share(sharer, post, "delete")

    assert entries(api, reader) == [(str(post.id), str(other))]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_have_every_entry_once_in_both_directions(api, all_pages, reader, sharer, kept, share, write, limit):
    expected: list[str] = []
    for _ in range(4):
        shared, own = PostFactory(), write(sharer)
        share(sharer, shared)
        expected = [str(shared.id), str(own.id), *expected]

    pages = all_pages(reader, FEED, limit)

    assert [each["id"] for each in pages] == expected
    client, link = api(reader), api(reader).get(FEED, {"limit": 3}).json()["next"]
    second = client.get(link.removeprefix("https://kith.test")).json()
    back = client.get(second["previous"].removeprefix("https://kith.test")).json()
    assert [each["id"] for each in (*back["results"], *second["results"])] == expected[:6]


def test_a_new_follow_brings_the_shares_of_before(api, deliver, reader, kept):
    share = ShareFactory()

    deliver(follow_changed(reader, share.sharer_id))

    assert entries(api, reader) == [(str(share.post_id), str(share.sharer_id))]


def test_shares_of_somebody_with_very_many_followers_are_merged_when_the_feed_is_read(api, reader, kept, share):
    sharer = FollowFactory(follower_id=reader, is_marked=True).followee_id
    post, own = PostFactory(), PostFactory(author_id=reader)

    before = Share.objects.count()
    ShareFactory(post=post, sharer_id=sharer)

    assert (before, FanOutOnReadFollow.objects.count()) == (0, 1)
    assert entries(api, reader) == [(str(post.id), str(sharer)), (str(own.id), None)]


def test_a_share_reaches_followers_in_steps(api, deliver, emitted, run_jobs, monkeypatch):
    monkeypatch.setattr(fan_out, "FOLLOWERS_AT_ONCE", 2)
    post, sharer = PostFactory(), PersonFactory().id
    readers = [FollowFactory(followee_id=sharer).follower_id for _ in range(5)]
    for reader in readers:
        entries(api, reader)
    api(sharer).put(f"{POSTS}{post.id}/share/")
    place = Share.objects.get().place

    deliver(*emitted())
    run_jobs()

    assert [timelines.shares(reader) for reader in readers] == [[f"{place} {post.id}"]] * 5


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_of_shares_costs_the_same_however_many(api, reader, sharer, django_assert_num_queries, count):
    for _ in range(count):
        ShareFactory(sharer_id=sharer)
    entries(api, reader)

    with django_assert_num_queries(1):
        found = entries(api, reader)

    assert len(found) == count


def test_a_page_with_a_share_of_what_is_nearby_before_it_costs_one_more_query(
    api, reader, sharer, share, write, django_assert_num_queries
):
    post = write(sharer)
    others = [write(sharer) for _ in range(5)]
    share(sharer, post)
    entries(api, reader)

    with django_assert_num_queries(2):
        found = entries(api, reader, limit=2)

    assert found == [(str(each.id), None) for each in (others[4], others[3])]


def test_what_a_merged_share_shows_before_the_page_is_not_repeated(api, reader, sharer, kept, share):
    post = PostFactory()
    ShareFactory(post=post, sharer_id=FollowFactory(follower_id=reader, is_marked=True).followee_id)
    own = PostFactory.create_batch(5, author_id=reader)

    share(sharer, post)

    assert len(entries(api, reader)) == 6
    assert entries(api, reader, limit=1) == [(str(own[4].id), None)]


PLANNED = "SELECT sum(custom_plans) FROM pg_prepared_statements WHERE strpos(statement, 'FROM tie') > 0"


def test_the_statements_for_shares_are_not_planned_at_each_reading(api, reader, sharer):
    """PostgreSQL plans a prepared statement anew five times at least, and for ever where that seems cheaper."""
    for _ in range(4):
        ShareFactory(sharer_id=sharer)
    for _ in range(6):
        entries(api, reader, limit=2)
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        before = cursor.fetchone()

        for _ in range(3):
            assert len(entries(api, reader, limit=2)) == 2

        cursor.execute(PLANNED)
        assert cursor.fetchone() == before
