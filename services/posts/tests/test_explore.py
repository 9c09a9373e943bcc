"""Exploring."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from factories import LikeFactory, PersonFactory, PostFactory

from chassis.ids import lowest_of, uuid7
from posts.models import Explored
from posts.selectors.explore import Candidate
from posts.services.explore import diverse, explore_refresh, score_of
from posts.services.posts import post_delete
from relations.models import AccountState, Tie

EXPLORE = "/api/v1/explore/"

pytestmark = pytest.mark.django_db


def shown(client, **query) -> list[str]:
    response = client.get(EXPLORE, query)
    assert response.status_code == 200, response.content
    return [post["id"] for post in response.json()["results"]]


def ids(*posts) -> list[str]:
    return [str(post.id) for post in posts]


def test_liked_posts_come_before_others_and_newer_ones_before_older(api):
    older, newer, liked = PostFactory(), PostFactory(), PostFactory()
    LikeFactory(post=liked)
    LikeFactory(post=older)
    LikeFactory(post=older)

    explore_refresh()

    assert shown(api()) == ids(older, liked, newer)


def test_a_score_is_the_reactions_over_a_power_of_the_age():
    now = timezone.now().replace(microsecond=0)
    two_hours_ago = lowest_of(now - timedelta(hours=2))

    score = score_of(Candidate(two_hours_ago, uuid7(), likes=3, comments=2, shares=1), now)

    assert score == 8 / 4**1.5 == 1.0


def test_at_most_two_posts_of_an_author_the_best_ones_of_all_first():
    a, b = uuid7(), uuid7()
    posts = [Candidate(UUID(int=n), author, 0, 0, 0) for n, author in enumerate([a, a, a, b, b])]

    assert diverse(posts) == [UUID(int=n) for n in (0, 3, 1, 4)]


def test_only_public_posts_of_the_last_days_are_explored(api):
    for visibility in ("followers", "private"):
        PostFactory(visibility=visibility)
    PostFactory(id=lowest_of(timezone.now() - timedelta(days=4)))
    hidden = PostFactory()
    AccountState.objects.create(account_id=hidden.author_id, kind="privacy", state="private", version=1)
    post = PostFactory()

    explore_refresh()

    assert shown(api()) == shown(api(uuid7())) == ids(post)


@pytest.mark.parametrize("kind", ["block", "mute"])
def test_who_was_blocked_or_muted_since_is_not_shown(api, kind):
    reader, post, other = PersonFactory().id, PostFactory(), PostFactory()
    explore_refresh()

    Tie.objects.create(kind=kind, source_id=reader, target_id=post.author_id, state="active", version=1)

    assert shown(api(reader)) == ids(other)
    assert shown(api()) == ids(other, post)


def test_what_was_hidden_or_deleted_since_is_not_shown(api):
    deleted, hidden, post = PostFactory(), PostFactory(), PostFactory()
    explore_refresh()

    post_delete(post_id=deleted.id, author_id=deleted.author_id)
    AccountState.objects.create(account_id=hidden.author_id, kind="account", state="suspended", version=1)

    assert shown(api()) == ids(post)


def test_pages_continue_in_the_order_of_the_first_one(api):
    posts = [PostFactory() for _ in range(5)]
    explore_refresh()
    first = api().get(EXPLORE, {"limit": 2}).json()
    LikeFactory(post=posts[0])
    explore_refresh()

    second = api().get(first["next"].removeprefix("https://kith.test")).json()

    assert [post["id"] for post in first["results"] + second["results"]] == ids(*posts[:0:-1])
    assert shown(api(), limit=1) == ids(posts[0])


def test_a_page_of_an_order_that_was_deleted_continues_in_the_latest_one(api):
    posts = [PostFactory() for _ in range(3)]
    explore_refresh()
    first = api().get(EXPLORE, {"limit": 1}).json()
    explore_refresh(timezone.now() + timedelta(hours=1))

    second = api().get(first["next"].removeprefix("https://kith.test")).json()

    assert [post["id"] for post in second["results"]] == ids(posts[1])
    assert Explored.objects.count() == 3


def test_there_is_nothing_to_explore_before_the_first_order(api):
    PostFactory()

    assert shown(api()) == []


@pytest.mark.parametrize("count", [1, 10])
def test_exploring_costs_the_same_queries_however_many_posts(api, django_assert_num_queries, count):
    for _ in range(count):
        PostFactory()
    explore_refresh()

    with django_assert_num_queries(5):
        assert len(shown(api(uuid7()))) == count
