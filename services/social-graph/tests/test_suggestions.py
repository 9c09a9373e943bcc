"""Suggestions: whom one may want to follow, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from factories import BlockFactory, FollowFactory, MuteFactory, PersonFactory, befriend, private_person

from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from personal_data.testing import erase_here, exported_here
from relations.models import AccountState
from relations.people.models import Person
from social_graph.models import Dismissal, Follow, Popular
from social_graph.selectors import suggestions
from social_graph.services import suggestions as services
from social_graph.services.suggestions import popular_refresh

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/suggestions/"


def suggested(api, account_id, query="") -> list[tuple]:
    response = api(account_id).get(ADDRESS + query)
    assert response.status_code == 200, response.content
    return [
        (each["account"]["username"], {reason["type"]: reason["count"] for reason in each["reasons"]})
        for each in response.json()["results"]
    ]


@pytest.fixture
def me():
    return PersonFactory(username="me").id


def near(me, username="near", **edge):
    """Somebody who is followed by an account that I follow."""
    person = PersonFactory(username=username)
    via = FollowFactory(follower_id=me).followee_id
    FollowFactory(follower_id=via, followee_id=person.id, **edge)
    return person.id


def test_friends_of_friends_come_before_those_whom_others_follow(api, me):
    friend, both = befriend(me, PersonFactory().id).other_id, near(me, "both")
    befriend(friend, PersonFactory(username="friendly").id)
    befriend(friend, both)
    for _ in range(2):
        FollowFactory(follower_id=FollowFactory(follower_id=me).followee_id, followee_id=both)
    near(me)

    assert suggested(api, me) == [
        ("both", {"friends_of_friends": 1, "followed_by_followed": 3}),
        ("friendly", {"friends_of_friends": 1}),
        ("near", {"followed_by_followed": 1}),
    ]
    assert [name for name, _ in suggested(api, me, "?limit=1")] == ["both"]


def test_who_knows_nobody_gets_popular_accounts(api, me):
    star = PersonFactory(username="star").id
    for _ in range(2):
        FollowFactory(followee_id=star)
    FollowFactory(followee_id=PersonFactory(username="minor").id)

    popular_refresh()
    popular_refresh()

    assert suggested(api, me) == [("star", {"popular": None}), ("minor", {"popular": None})]
    assert Popular.objects.get(account_id=star).followers_count == 2


@pytest.mark.parametrize(
    "begin",
    [
        lambda me, them: FollowFactory(follower_id=me, followee_id=them),
        lambda me, them: FollowFactory(follower_id=me, followee_id=them, state="requested"),
        lambda me, them: befriend(me, them),
        lambda me, them: befriend(me, them, "sent"),
        lambda me, them: befriend(them, me, "sent"),
        lambda me, them: MuteFactory(muter_id=me, muted_id=them),
        lambda me, them: MuteFactory(muter_id=me, muted_id=them, until=datetime.now(UTC) + timedelta(hours=1)),
        lambda me, them: BlockFactory(blocker_id=me, blocked_id=them),
        lambda me, them: BlockFactory(blocker_id=them, blocked_id=me),
        lambda me, them: Dismissal.objects.create(account_id=me, dismissed_id=them),
        lambda me, them: AccountState.objects.create(account_id=them, kind="account", state="suspended", version=1),
        lambda me, them: Person.objects.filter(id=them).update(is_discoverable=False),
    ],
    ids=[
        "followed",
        "asked",
        "friend",
        "sent",
        "received",
        "muted",
        "muted for a time",
        "blocked",
        "blocks",
        "dismissed",
        "suspended",
        "not discoverable",
    ],
)
def test_who_is_known_hidden_or_unwanted_is_not_suggested(api, me, begin):
    them = near(me)
    Popular.objects.create(account_id=them, followers_count=1)
    assert [name for name, _ in suggested(api, me)] == ["near"]

    begin(me, them)

    assert suggested(api, me) == []


def test_edges_that_ended_or_wait_and_hidden_connections_are_no_reasons(api, me):
    near(me, "ended", state="none")
    near(me, "waiting", state="requested")
    secretive = PersonFactory(hides_connections=True).id
    FollowFactory(follower_id=me, followee_id=secretive)
    befriend(me, secretive)
    FollowFactory(follower_id=secretive, followee_id=PersonFactory(username="hidden").id)
    befriend(secretive, PersonFactory(username="hidden too").id)

    assert suggested(api, me) == []


def test_a_private_friend_is_a_reason_for_its_followers_only(api, me):
    friend = private_person().id
    befriend(me, friend)
    befriend(friend, PersonFactory(username="theirs").id)
    assert suggested(api, me) == []

    FollowFactory(follower_id=me, followee_id=friend)

    assert suggested(api, me) == [("theirs", {"friends_of_friends": 1})]


@pytest.mark.parametrize("makes", [private_person, lambda: PersonFactory(hides_connections=True)])
def test_a_friendship_with_somebody_who_does_not_show_it_is_no_reason(api, me, makes):
    friend, hiding = befriend(me, PersonFactory().id).other_id, makes()
    befriend(friend, hiding.id)
    assert suggested(api, me) == []

    FollowFactory(follower_id=FollowFactory(follower_id=me).followee_id, followee_id=hiding.id)

    assert suggested(api, me) == [(hiding.username, {"followed_by_followed": 1})]


def test_a_dismissed_account_is_not_suggested_again(api, me):
    them = near(me)

    answers = [api(me).delete(f"{ADDRESS}{them}/").status_code for _ in range(2)]

    assert answers == [204, 204]
    assert suggested(api, me) == []
    assert Dismissal.objects.count() == 1
    assert [each["username"] for each in exported_here(me)["dismissed_suggestions"]] == ["near"]


def test_unknown_and_hidden_accounts_are_not_dismissed(api, me):
    blocker = BlockFactory(blocked_id=me).blocker_id

    assert [api(me).delete(f"{ADDRESS}{each}/").status_code for each in (uuid7(), "@nobody", blocker)] == [404] * 3
    assert not Dismissal.objects.exists()


def test_however_many_dismissals_of_and_by_an_erased_account_there_are_all_go(run_jobs, me, monkeypatch):
    monkeypatch.setattr(services, "ERASED_AT_ONCE", 2)
    others = [PersonFactory().id for _ in range(5)]
    for one, other in [(me, others[0]), *((other, me) for other in others)]:
        Dismissal.objects.create(account_id=one, dismissed_id=other)
    kept = Dismissal.objects.create(account_id=others[0], dismissed_id=others[1])

    assert services.dismissals_erase_some(me)
    assert Dismissal.objects.count() == 4
    erase_here(me, run_jobs=run_jobs)

    assert list(Dismissal.objects.all()) == [kept]


def test_suggestions_need_a_token(api):
    assert api().get(ADDRESS).status_code == 401


@pytest.mark.parametrize("query", ["?limit=0", "?limit=51", "?limit=x"])
def test_a_bad_limit_is_refused(api, me, query):
    assert api(me).get(ADDRESS + query).status_code == 400


@pytest.mark.parametrize("count", [1, 10])
def test_suggestions_cost_the_same_queries_however_many(api, me, django_assert_num_queries, count):
    for number in range(count):
        near(me, f"near {number}")

    with django_assert_num_queries(2):  # suggestions, names
        assert len(suggested(api, me)) == count


def test_edges_beyond_the_newest_are_not_read(fresh_tables, api, me):
    via = FollowFactory(follower_id=me).followee_id
    people = [PersonFactory().id for _ in range(5)]
    with connection.cursor() as cursor:
        # By the indexes, as in a table that is too large to be read as a whole.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

    def edges(count):
        Follow.objects.bulk_create(
            Follow(follower_id=via, followee_id=uuid7(), state="active", version=1, position=uuid7())
            for _ in range(count)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    for person in people:
        FollowFactory(follower_id=via, followee_id=person)
    edges(suggestions.MOST_FAR)
    before = rows_read(lambda: api(me).get(ADDRESS))

    edges(1000)

    assert rows_read(lambda: api(me).get(ADDRESS)) <= before
