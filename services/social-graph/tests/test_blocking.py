"""Blocking: a bundle, in one transaction; neither of the two sees the other; unblocking restores nothing."""

import json

import pytest
from factories import BlockFactory, FollowFactory, PersonFactory, befriend, relationship

from chassis.ids import uuid7
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged
from relations import offering
from relations.models import AccountState, Tie
from relations.people.models import Person
from relations.testing import content_service
from social_graph.models import Block, Follow, Friendship

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


def block_url(account_id) -> str:
    return f"/api/v1/users/{account_id}/block/"


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.mark.parametrize("method", ["put", "post"])
def test_blocking_again_changes_nothing(api, emitted, method):
    me, them = PersonFactory(), PersonFactory()

    answers = [getattr(api(me.id), method)(block_url(them.id)) for _ in range(3)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, relationship(blocking=True))] * 3
    row = Block.objects.get()
    expected = BlockChanged(blocker_id=me.id, blocked_id=them.id, state="active", version=1, changed_at=row.changed_at)
    assert emitted() == [expected]
    tie = Tie.objects.get()
    assert (tie.kind, tie.source_id, tie.target_id, tie.state, tie.version) == ("block", me.id, them.id, "active", 1)


@pytest.mark.parametrize("follow", ["active", "requested"])
@pytest.mark.parametrize("friends", ["friends", "sent", "received"])
def test_what_the_two_had_with_each_other_ends(api, emitted, follow, friends):
    me, them = PersonFactory(), PersonFactory()
    FollowFactory(follower_id=me.id, followee_id=them.id, state=follow)
    FollowFactory(follower_id=them.id, followee_id=me.id, state=follow)
    befriend(me.id, them.id, state=friends)
    others = FollowFactory(follower_id=me.id), befriend(them.id, PersonFactory().id)

    api(me.id).put(block_url(them.id))

    assert [(each.follower_id, each.state) for each in Follow.objects.filter(state="active")] == [(me.id, "active")]
    assert set(Friendship.objects.filter(account_id=me.id).values_list("state", flat=True)) == {"none"}
    for row in others:
        row.refresh_from_db()
    assert (others[0].state, others[1].state) == ("active", "friends")
    events = emitted()
    assert [type(each) for each in events] == [BlockChanged, FollowChanged, FollowChanged, FriendshipChanged]
    assert {each.state for each in events[1:]} == {"none"}
    assert api(them.id).get(f"/api/v1/relationships/?ids={me.id}").json()["results"][0] == relationship(id=str(me.id))


def test_the_whole_bundle_is_offered_at_once(api, settings):
    me, them = PersonFactory(), PersonFactory()
    FollowFactory(follower_id=them.id, followee_id=me.id)
    befriend(me.id, them.id)
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]
        assert [api(me.id).put(block_url(them.id)).status_code for _ in range(2)] == [200, 200]

    states = [[(each["type"].split(".")[1], each["event"]["state"]) for each in each[2]] for each in offered]
    assert states == [[("block", "active"), ("follow", "none"), ("friendship", "none")]] * 2


def test_a_service_that_is_down_makes_the_answer_202_and_the_block_holds(api, settings, emitted):
    me, them = PersonFactory(), PersonFactory()
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = api(me.id).put(block_url(them.id))

    assert (response.status_code, response.json()) == (202, relationship(blocking=True))
    assert [event.state for event in emitted()] == ["active"]


@pytest.mark.parametrize("direction", ["blocker", "blocked"])
def test_neither_finds_the_other_anywhere(api, direction):
    row = BlockFactory()
    viewer, hidden = (row.blocker_id, row.blocked_id) if direction == "blocker" else (row.blocked_id, row.blocker_id)
    third = PersonFactory()
    for account_id in (viewer, hidden):
        FollowFactory(follower_id=account_id, followee_id=third.id)
        FollowFactory(follower_id=third.id, followee_id=account_id)
    client = api(viewer)

    for kind in ("followers", "following", "mutuals"):
        assert str(hidden) not in ids(client.get(f"/api/v1/users/{third.id}/{kind}/"))
        bodies = [client.get(f"/api/v1/users/{each}/{kind}/") for each in (hidden, uuid7())]
        assert [body.status_code for body in bodies] == [404, 404]
        assert bodies[0].json()["detail"] == bodies[1].json()["detail"]
    assert str(hidden) in ids(api(third.id).get(f"/api/v1/users/{third.id}/followers/"))


def test_the_blocked_can_neither_follow_nor_ask_nor_mute(api, emitted):
    row = BlockFactory()
    client = api(row.blocked_id)

    for account_id in (row.blocker_id, uuid7()):
        answers = [
            client.put(f"/api/v1/users/{account_id}/follow/"),
            client.post("/api/v1/friends/request/", {"to": str(account_id)}),
            client.put(f"/api/v1/users/{account_id}/mute/"),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 3

    assert emitted() == []
    assert not Follow.objects.exists()


@pytest.mark.parametrize("address", ["id", "username"])
def test_who_is_blocked_may_block_too_and_the_answers_do_not_reveal_the_other_block(api, address):
    row, stranger = BlockFactory(), PersonFactory()
    client = api(row.blocked_id)
    addresses = [
        block_url(each.id if address == "id" else f"@{each.username}")
        for each in (Person.objects.get(id=row.blocker_id), stranger)
    ]

    for act in (client.delete, client.put, client.put, client.delete):
        hidden, usual = [act(each) for each in addresses]
        assert (hidden.status_code, hidden.json()) == (usual.status_code, usual.json())
        assert hidden.status_code == 200

    client.put(addresses[0])
    assert [each["account"]["id"] for each in client.get("/api/v1/blocks/").json()["results"]] == [str(row.blocker_id)]
    api(row.blocker_id).delete(block_url(row.blocked_id))
    assert api(row.blocker_id).get(f"/api/v1/users/{row.blocked_id}/followers/").status_code == 404


def test_a_suspended_account_may_be_blocked(api):
    me, them = PersonFactory(), PersonFactory()
    AccountState.objects.create(account_id=them.id, kind="account", state="suspended", version=1)

    assert api(me.id).put(block_url(them.id)).json() == relationship(blocking=True)


def test_the_blocker_can_not_follow_whom_it_blocks(api, emitted):
    row = BlockFactory()

    assert api(row.blocker_id).put(f"/api/v1/users/{row.blocked_id}/follow/").status_code == 404
    assert emitted() == []


def test_unblocking_restores_nothing_but_the_sight(api, emitted):
    me, them = PersonFactory(), PersonFactory()
    FollowFactory(follower_id=me.id, followee_id=them.id)
    befriend(me.id, them.id)
    client = api(me.id)
    client.put(block_url(them.id))

    answers = [client.delete(block_url(them.id)) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, relationship())] * 2
    assert [(each.state, each.version) for each in emitted() if isinstance(each, BlockChanged)] == [
        ("active", 1),
        ("none", 2),
    ]
    assert client.get(f"/api/v1/users/{them.id}/followers/").status_code == 200
    assert Tie.objects.get().state == "none"


def test_two_who_block_each_other_stay_hidden_until_both_unblock(api):
    me, them = PersonFactory(), PersonFactory()
    BlockFactory(blocker_id=me.id, blocked_id=them.id)
    BlockFactory(blocker_id=them.id, blocked_id=me.id)

    api(me.id).delete(block_url(them.id))
    assert api(me.id).get(f"/api/v1/users/{them.id}/followers/").status_code == 404
    api(them.id).delete(block_url(me.id))
    assert api(me.id).get(f"/api/v1/users/{them.id}/followers/").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete"])
def test_unknown_accounts_can_not_be_blocked(api, emitted, method):
    for account in (uuid7(), "@nobody"):
        assert getattr(api(uuid7()), method)(block_url(account)).status_code == 404
    assert emitted() == []


def test_nobody_blocks_themselves(api, emitted):
    me = PersonFactory()

    response = api(me.id).put(block_url(me.id))

    assert (response.status_code, response.json()["code"]) == (422, "cannot_block_yourself")
    assert emitted() == []


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_blocks_costs_the_same_queries_however_long_it_is(api, django_assert_num_queries, count):
    me = PersonFactory()
    rows = [BlockFactory(blocker_id=me.id) for _ in range(count)]
    BlockFactory(blocked_id=me.id)

    with django_assert_num_queries(2):  # blocks, names
        response = api(me.id).get("/api/v1/blocks/")

    assert [each["account"]["id"] for each in response.json()["results"]] == [str(row.blocked_id) for row in rows[::-1]]


def test_the_states_that_are_offered_are_those_of_the_bus(api, settings, emitted):
    me, them = PersonFactory(), PersonFactory()
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]
        api(me.id).put(block_url(them.id))

    [event] = emitted()
    assert offered[0][2] == [{"type": event.type, "event": json.loads(event.model_dump_json())}]
