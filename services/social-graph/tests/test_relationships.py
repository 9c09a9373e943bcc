"""How the caller stands to others: one at a time, many at once, and in lists."""

import pytest
from factories import BlockFactory, FollowFactory, MuteFactory, PersonFactory, befriend, relationship

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from relations.models import AccountState

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/relationships/?ids="


def related(api, viewer_id, *ids) -> list[dict]:
    response = api(viewer_id).get(ADDRESS + ",".join(map(str, ids)))
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_every_state_is_answered_in_the_order_that_was_asked_for(api):
    me = PersonFactory().id
    followed = FollowFactory(follower_id=me).followee_id
    asked = FollowFactory(follower_id=me, state="requested").followee_id
    follower = FollowFactory(followee_id=me).follower_id
    asker = FollowFactory(followee_id=me, state="requested").follower_id
    friend = befriend(me, PersonFactory().id).other_id
    sent = befriend(me, PersonFactory().id, "sent").other_id
    received = befriend(PersonFactory().id, me, "sent").account_id
    blocked = BlockFactory(blocker_id=me).blocked_id
    blocker = BlockFactory(blocked_id=me).blocker_id
    muted = MuteFactory(muter_id=me).muted_id
    muter = MuteFactory(muted_id=me).muter_id
    expected = {
        muted: relationship(muting=True),
        followed: relationship(following="active"),
        asked: relationship(following="requested"),
        follower: relationship(followed_by=True),
        asker: relationship(),
        friend: relationship(friend="friends"),
        sent: relationship(friend="sent"),
        received: relationship(friend="received"),
        blocked: relationship(blocking=True),
        blocker: relationship(),
        muter: relationship(),
        uuid7(): relationship(),
        me: relationship(),
    }

    assert related(api, me, *expected) == [{**each, "id": str(id_)} for id_, each in expected.items()]


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_an_account_that_is_hidden_is_answered_like_a_stranger(api, state):
    me, other = PersonFactory().id, PersonFactory().id
    FollowFactory(follower_id=me, followee_id=other)
    FollowFactory(follower_id=other, followee_id=me)
    befriend(me, other)
    MuteFactory(muter_id=me, muted_id=other)
    account = AccountState.objects.create(account_id=other, kind="account", state=state, version=1)

    assert related(api, me, other) == [relationship(muting=True) | {"id": str(other)}]

    account.delete()
    shown = relationship(following="active", followed_by=True, friend="friends", muting=True)
    assert related(api, me, other) == [shown | {"id": str(other)}]


@pytest.mark.parametrize("count", [1, 100])
def test_a_hundred_cost_one_query(api, django_assert_num_queries, count):
    me = PersonFactory().id
    others = [FollowFactory(follower_id=me).followee_id for _ in range(count)]

    with django_assert_num_queries(1):
        assert len(related(api, me, *others)) == count


def test_an_id_that_is_asked_for_twice_is_answered_once(api):
    other = PersonFactory().id

    assert len(related(api, PersonFactory().id, other, other)) == 1


@pytest.mark.parametrize(
    ("ids", "code"),
    [("", "blank"), ("x", "invalid"), (",", "invalid"), ("0", "invalid"), (",".join([str(uuid7())] * 101), "too_many")],
    ids=["none", "x", "comma", "zero", "101"],
)
def test_ids_that_are_none_are_refused(api, ids, code):
    response = api(uuid7()).get(ADDRESS + ids)

    assert (response.status_code, faults_of(response)) == (400, [("ids", code)])


def test_ids_and_a_token_are_needed(api):
    assert api(uuid7()).get("/api/v1/relationships/").status_code == 400
    assert api().get(ADDRESS + str(uuid7())).status_code == 401


@pytest.mark.parametrize(
    ("kind", "here", "there"), [("followers", "followee", "follower"), ("following", "follower", "followee")]
)
@pytest.mark.parametrize("count", [1, 20])
def test_lists_have_the_relationship_to_each_in_one_query(api, django_assert_num_queries, kind, here, there, count):
    me, person = PersonFactory().id, PersonFactory().id
    edges = [FollowFactory(**{f"{here}_id": person}) for _ in range(count)]
    known = getattr(edges[0], f"{there}_id")
    FollowFactory(follower_id=me, followee_id=known)
    FollowFactory(**{f"{here}_id": person, f"{there}_id": me})

    with django_assert_num_queries(5):  # whether it may be listed, two; edges; names; relationships
        shown = api(me).get(f"/api/v1/users/{person}/{kind}/?limit=100").json()["results"]

    found = {each["id"]: each["relationship"] for each in shown}
    assert found.pop(str(me)) is None
    assert found.pop(str(known)) == relationship(following="active")
    assert list(found.values()) == [relationship()] * (count - 1)


def test_mutuals_are_followers_whom_the_caller_follows(api):
    me, person = PersonFactory().id, PersonFactory().id
    both = [FollowFactory(follower_id=me).followee_id for _ in range(3)]
    for account_id in both:
        FollowFactory(follower_id=account_id, followee_id=person)
    FollowFactory(follower_id=me)
    FollowFactory(followee_id=person)

    first = api(me).get(f"/api/v1/users/{person}/mutuals/?limit=2").json()
    rest = api(me).get(first["next"]).json()

    shown = [each["id"] for each in first["results"] + rest["results"]]
    assert shown == [str(each) for each in reversed(both)]
    assert rest["next"] is None


@pytest.mark.parametrize("count", [1, 10])
def test_mutuals_cost_the_same_queries_however_many(api, django_assert_num_queries, count):
    me, person = PersonFactory().id, PersonFactory().id
    for _ in range(count):
        FollowFactory(follower_id=FollowFactory(follower_id=me).followee_id, followee_id=person)

    with django_assert_num_queries(5):
        assert len(api(me).get(f"/api/v1/users/{person}/mutuals/").json()["results"]) == count
