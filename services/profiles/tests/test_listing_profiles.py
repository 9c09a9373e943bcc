"""Lists of profiles: order, pages, batches, cost."""

import pytest
from factories import ProfileFactory, follow_changed

from chassis.ids import uuid7

pytestmark = pytest.mark.django_db
USERS = "/api/v1/users/"


def ids_of(response) -> list[str]:
    assert response.status_code == 200, response.json()
    return [profile["id"] for profile in response.json()["results"]]


def test_the_newest_account_comes_first(api):
    profiles = [ProfileFactory() for _ in range(3)]

    assert ids_of(api().get(USERS)) == [str(profile.id) for profile in reversed(profiles)]


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_neither_skip_nor_repeat_profiles_while_accounts_are_added(api, limit):
    profiles = [ProfileFactory() for _ in range(7)]
    response = api().get(f"{USERS}?limit={limit}")
    seen = ids_of(response)
    assert len(seen) == limit
    ProfileFactory()

    while url := response.json()["next"]:
        response = api().get(url)
        seen += ids_of(response)

    assert seen == [str(profile.id) for profile in reversed(profiles)]


@pytest.fixture
def wanted() -> list[str]:
    """Return the ids of thirty profiles in no order."""
    ids = [str(ProfileFactory().id) for _ in range(30)]
    ProfileFactory()
    return sorted(ids, key=lambda each: each[-6:])


def test_a_batch_is_answered_at_once_in_the_order_that_was_asked_for(api, wanted):
    response = api().get(USERS, {"ids": ",".join([*wanted, wanted[0]])})

    assert ids_of(response) == wanted
    assert (response.json()["next"], response.json()["unknown"]) == (None, [])


def test_a_batch_names_those_that_do_not_exist(api, wanted):
    unknown = [str(uuid7()), str(uuid7())]

    response = api().get(USERS, {"ids": ",".join([unknown[0], *wanted[:2], unknown[1], wanted[2]])})

    assert ids_of(response) == wanted[:3]
    assert response.json()["unknown"] == unknown


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_a_batch_with_a_limit_comes_in_pages_of_the_batch(api, wanted, limit):
    unknown = str(uuid7())
    response = api().get(USERS, {"ids": ",".join([*wanted[:4], unknown, *wanted[4:7]]), "limit": limit})

    seen = ids_of(response)
    while url := response.json()["next"]:
        assert response.json()["unknown"] == [unknown]
        response = api().get(url)
        seen += ids_of(response)

    assert seen == wanted[:7]


@pytest.mark.parametrize("count", [1, 20, 100])
@pytest.mark.parametrize("viewer_id", [None, uuid7()], ids=["anonymous", "somebody"])
def test_a_batch_costs_the_same_queries_however_many_profiles(api, django_assert_num_queries, viewer_id, count):
    wanted = [str(profile.id) for profile in ProfileFactory.create_batch(count)]

    with django_assert_num_queries(1):
        response = api(viewer_id).get(USERS, {"ids": ",".join(wanted)})

    assert ids_of(response) == wanted


def test_an_empty_batch_is_empty(api):
    ProfileFactory()

    response = api().get(f"{USERS}?ids=")

    assert (ids_of(response), response.json()["unknown"]) == ([], [])


@pytest.mark.parametrize("count", [100, 101, 50_000])
def test_a_batch_has_at_most_100_ids(api, count):
    response = api().get(USERS, {"ids": ",".join(str(uuid7()) for _ in range(count))})

    assert response.status_code == (200 if count <= 100 else 400)


@pytest.mark.parametrize("ids", ["1", "null", "' OR 1=1--", "\0", ",", "{}", "9" * 300])
def test_a_batch_of_something_else_is_refused(api, ids):
    response = api().get(USERS, {"ids": ids})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["errors"][0]["field"] == "ids"


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=101", "limit=1e9", "limit=abc", "limit=", "cursor=x"])
def test_a_bad_page_is_refused(api, query):
    assert api().get(f"{USERS}?{query}").status_code == 400


def test_another_viewers_cursor_is_refused(api):
    ProfileFactory.create_batch(2)
    link = api(uuid7()).get(f"{USERS}?limit=1").json()["next"]

    response = api(uuid7()).get(link)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("viewer_id", [None, uuid7()], ids=["anonymous", "somebody"])
def test_a_list_costs_one_query_however_many_profiles(api, deliver, django_assert_num_queries, viewer_id, count):
    for profile in ProfileFactory.create_batch(count):
        deliver(follow_changed(uuid7(), profile.id))

    with django_assert_num_queries(1):
        shown = api(viewer_id).get(USERS).json()["results"]

    assert [profile["followers_count"] for profile in shown] == [1] * count
