"""Followers and following: order, shape, pages, cost."""

import pytest
from factories import FollowFactory, PersonFactory

from chassis.ids import uuid7
from social_graph.models import Follow

pytestmark = pytest.mark.django_db
ENDS = [("followers", "followee_id", "follower_id"), ("following", "follower_id", "followee_id")]


def people_url(account_id, kind="followers") -> str:
    return f"/api/v1/users/{account_id}/{kind}/"


def walk(client, url) -> list[str]:
    """Return the ids of every page, from the first to the last."""
    ids = []
    while url:
        page = client.get(url).json()
        ids += [person["id"] for person in page["results"]]
        url = page["next"]
    return ids


@pytest.mark.parametrize(("kind", "here", "there"), ENDS)
def test_everybody_sees_people_newest_first(api, kind, here, there):
    person = PersonFactory()
    edges = [FollowFactory(**{here: person.id}) for _ in range(3)]

    response = api().get(people_url(person.id, kind))

    assert response.status_code == 200
    assert [shown["id"] for shown in response.json()["results"]] == [str(getattr(e, there)) for e in reversed(edges)]


@pytest.mark.parametrize(("kind", "here", "there"), ENDS)
def test_the_lists_are_found_by_username(api, kind, here, there):
    edge = FollowFactory(**{here: PersonFactory(username="ada.l").id})

    assert walk(api(), people_url("@Ada.L", kind)) == [str(getattr(edge, there))]
    assert api().get(people_url("@nobody", kind)).status_code == 404


def test_a_person_is_shown_in_the_shape_of_an_author_and_no_more(api):
    edge = FollowFactory(follower_id=PersonFactory(username="ada", display_name="Ada L.", version=7).id)

    response = api().get(people_url(edge.followee_id))

    assert response.json()["results"] == [
        {"id": str(edge.follower_id), "username": "ada", "display_name": "Ada L.", "avatar": None, "relationship": None}
    ]


def test_ended_edges_and_others_edges_are_not_listed(api):
    ended = FollowFactory(state="none", version=2)
    FollowFactory(follower_id=ended.followee_id)

    assert api().get(people_url(ended.followee_id)).json()["results"] == []


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_are_full_and_neither_skip_nor_repeat_anybody_while_people_follow(api, limit):
    person = PersonFactory()
    edges = [FollowFactory(followee_id=person.id) for _ in range(7)]
    FollowFactory(followee_id=person.id, follower_id=uuid7())  # somebody who is not known here
    first = api().get(f"{people_url(person.id)}?limit={limit}").json()
    assert len(first["results"]) == limit
    FollowFactory(followee_id=person.id)

    seen = [shown["id"] for shown in first["results"]] + walk(api(), first["next"])

    assert seen == [str(edge.follower_id) for edge in reversed(edges)]


def test_an_account_that_follows_again_is_listed_first(api):
    person = PersonFactory()
    first, _ = (FollowFactory(followee_id=person.id) for _ in range(2))
    client = api(first.follower_id)

    client.delete(f"/api/v1/users/{person.id}/follow/")
    client.put(f"/api/v1/users/{person.id}/follow/")

    assert walk(api(), people_url(person.id))[0] == str(first.follower_id)


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize(("kind", "here", "there"), ENDS)
def test_a_list_costs_the_same_queries_however_many_people(api, django_assert_num_queries, kind, here, there, count):
    person = PersonFactory()
    for _ in range(count):
        FollowFactory(**{here: person.id})

    with django_assert_num_queries(4):  # whether it may be listed, two; edges; names
        assert len(api().get(people_url(person.id, kind)).json()["results"]) == count


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=101", "limit=1e9", "limit=abc", "limit=", "cursor=x"])
def test_a_bad_page_is_refused(api, query):
    response = api().get(f"{people_url(PersonFactory().id)}?{query}")

    assert response.status_code == 400


def test_a_cursor_belongs_to_its_list(api):
    edges = [FollowFactory(followee_id=PersonFactory().id) for _ in range(2)]
    FollowFactory(followee_id=edges[0].followee_id)
    link = api().get(f"{people_url(edges[0].followee_id)}?limit=1").json()["next"]

    response = api().get(link.replace(str(edges[0].followee_id), str(edges[1].followee_id)))

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("kind", ["followers", "following"])
@pytest.mark.parametrize(
    ("accounts", "code"),
    [
        ((uuid7(), uuid7()), "not_found"),
        (("0", "null", "%27%20OR%201=1--", "1" * 5000), "unknown_address"),
    ],
    ids=["unknown", "impossible"],
)
def test_unknown_and_invalid_accounts_are_answered_alike(api, kind, accounts, code):
    bodies = []
    for account_id in accounts:
        response = api().get(people_url(account_id, kind))
        assert (response.status_code, response.json()["code"]) == (404, code)
        bodies.append({name: value for name, value in response.json().items() if name != "request_id"})

    assert all(body == bodies[0] for body in bodies)
    assert not Follow.objects.exists()
