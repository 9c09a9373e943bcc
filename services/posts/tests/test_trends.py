"""Trending hashtags."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from factories import PersonFactory, PostFactory

from chassis.ids import lowest_of
from posts.models import Post, Trend
from posts.services.texts import text_find
from posts.services.trends import spike_of, trends_refresh
from relations.models import AccountState

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
TRENDS = "/api/v1/trends/"

pytestmark = pytest.mark.django_db


def used(tag: str, *authors: UUID, hours_ago: float = 1, visibility: str = "public") -> None:
    """Let each of the authors use a tag in a post of its own."""
    for author in authors:
        id_ = UUID(int=lowest_of(NOW - timedelta(hours=hours_ago)).int + Post.objects.count() + 1)
        text_find(PostFactory(id=id_, author_id=author, visibility=visibility, hashtags=[tag]))


def people(count: int) -> list[UUID]:
    return [PersonFactory().id for _ in range(count)]


def shown(api) -> list[tuple[str, int, int]]:
    return [(each["name"], each["rank"], each["accounts_count"]) for each in api().get(TRENDS).json()["results"]]


@pytest.mark.parametrize(
    ("today", "before", "score"), [(3, 0, 4.0), (10, 2, 32.0), (9, 3, 12.0), (3, 3, 0.0), (2, 5, 0.0), (1, 0, 0.0)]
)
def test_a_score_is_the_square_of_the_rise_over_what_was_expected(today, before, score):
    assert spike_of(today=today, before=before) == score


def test_tags_that_more_accounts_use_than_the_day_before_come_by_their_rise(api):
    one, *others = six = people(6)
    used("Looms", *six)
    used("looms", one, one)
    used("looms", one, others[0], hours_ago=30)
    used("threads", *others[:3])
    used("steady", *others[:3])
    used("steady", *others[:3], hours_ago=25)

    trends_refresh(NOW)

    assert shown(api) == [("Looms", 1, 6), ("threads", 2, 3)]
    assert list(Trend.objects.order_by("rank").values_list("score", flat=True)) == [8.0, 4.0]


def test_a_trend_has_the_name_that_most_accounts_write_within_the_day(api):
    one, *others = people(6)
    used("LOOMS", *[one] * 9)
    used("Looms", *others[:3])
    used("looms", *others[3:])
    used("lOOMs", *others, hours_ago=25)
    used("Ærø", *others[:2], hours_ago=2)
    used("ærø", others[2])

    trends_refresh(NOW)

    assert shown(api) == [("Ærø", 1, 3), ("Looms", 2, 6)]


def test_a_trend_that_was_counted_before_an_update_has_its_normal_form(api):
    used("Looms", *people(3))
    trends_refresh(NOW)

    Trend.objects.update(name="")

    assert shown(api) == [("looms", 1, 3)]


def test_one_account_makes_no_trend_however_often_it_uses_a_tag(api):
    used("mine", *[PersonFactory().id] * 10)
    used("ours", *people(2))

    trends_refresh(NOW)

    assert shown(api) == []


@pytest.mark.parametrize("visibility", ["followers", "private"])
def test_only_what_everybody_may_read_counts(api, visibility):
    used("hidden", *people(5), visibility=visibility)

    trends_refresh(NOW)

    assert shown(api) == []


@pytest.mark.parametrize(("kind", "state"), [("privacy", "private"), ("account", "suspended"), ("account", "deleted")])
def test_accounts_that_not_everybody_may_see_do_not_count(api, kind, state):
    authors = people(3)
    used("looms", *authors)
    AccountState.objects.create(account_id=authors[0], kind=kind, state=state, version=1)

    trends_refresh(NOW)

    assert shown(api) == []


def test_half_of_a_score_is_lost_in_four_hours(api):
    used("looms", *people(5), hours_ago=9)
    trends_refresh(NOW - timedelta(hours=8))
    used("looms", *people(3), hours_ago=40)

    trends_refresh(NOW)

    trend = Trend.objects.get()
    assert (trend.peak, trend.score, trend.peaked_at) == (16.0, 4.0, NOW - timedelta(hours=8))


def test_a_new_rise_is_a_new_peak(api):
    used("looms", *people(3), hours_ago=9)
    trends_refresh(NOW - timedelta(hours=8))
    used("looms", *people(3))

    trends_refresh(NOW)

    trend = Trend.objects.get()
    assert (trend.peak, trend.score, trend.peaked_at) == (25.0, 25.0, NOW)


def test_a_tag_that_is_used_no_longer_is_no_trend(api):
    used("looms", *people(5), hours_ago=20)
    trends_refresh(NOW)

    trends_refresh(NOW + timedelta(hours=5))

    assert shown(api) == []


@pytest.mark.parametrize("count", [1, 10])
def test_trends_cost_one_query_however_many(api, django_assert_num_queries, count):
    for number in range(count):
        used(f"tag{number}", *people(3))
    trends_refresh(NOW)

    with django_assert_num_queries(1):
        assert len(shown(api)) == count
