"""Friends: every transition of a request, both lists, and the end of a friendship."""

import pytest
from factories import BlockFactory, FollowFactory, PersonFactory, befriend, relationship

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.social_graph import FriendshipChanged
from social_graph.models import Friendship

pytestmark = pytest.mark.django_db
SEND, ONE, LIST = "/api/v1/friends/request/", "/api/v1/friends/request/{}/", "/api/v1/friends/requests/"


def states(emitted) -> list[tuple]:
    assert all(isinstance(event, FriendshipChanged) for event in emitted())
    return [(event.state, event.version) for event in emitted()]


def to(account_id, other_id, api) -> dict:
    return api(account_id).get(f"/api/v1/relationships/?ids={other_id}").json()["results"][0]


def test_asking_makes_one_request_that_both_see(api, emitted):
    ada, bob = PersonFactory(username="ada"), PersonFactory(username="bob")

    answers = [api(ada.id).post(SEND, {"to": str(bob.id)}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    request = answers[0].json()
    assert answers[1].json() == request
    parts = request["sender"]["username"], request["recipient"]["username"], request["state"]
    assert parts == ("ada", "bob", "pending")
    assert api(bob.id).get(LIST).json()["results"] == [request]
    assert api(ada.id).get(f"{LIST}?direction=outgoing").json()["results"] == [request]
    assert api(ada.id).get(LIST).json()["results"] == api(bob.id).get(f"{LIST}?direction=outgoing").json()["results"]
    assert [api(each).get(ONE.format(request["id"])).json() for each in (ada.id, bob.id)] == [request] * 2
    assert (to(ada.id, bob.id, api)["friend"], to(bob.id, ada.id, api)["friend"]) == ("sent", "received")
    [event] = emitted()
    first, second = sorted((ada.id, bob.id))
    assert (event.first_id, event.second_id, event.version) == (first, second, 1)
    assert (event.state, event.requested_by) == ("first_asked" if ada.id == first else "second_asked", ada.id)
    assert str(event.request_id) == request["id"]


@pytest.mark.parametrize(
    ("action", "is_recipient", "outcome", "state"),
    [
        ("accept", True, "accepted", "active"),
        ("reject", True, "rejected", "none"),
        ("cancel", False, "cancelled", "none"),
    ],
)
@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_a_request_is_answered_once(api, emitted, method, action, is_recipient, outcome, state):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    client = api(row.other_id if is_recipient else row.account_id)

    answers = [getattr(client, method)(ONE.format(row.request_id), {"action": action}) for _ in range(2)]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, outcome)] * 2
    assert states(emitted) == [(state, 2)]
    friend = "friends" if state == "active" else "none"
    for one, other in ((row.account_id, row.other_id), (row.other_id, row.account_id)):
        assert to(one, other, api)["friend"] == friend
        shown = api(one).get("/api/v1/friends/").json()["results"]
        assert [each["id"] for each in shown] == ([str(other)] if state == "active" else [])
        assert api(one).get(LIST).json()["results"] == []
        assert api(one).get(f"{LIST}?direction=outgoing").json()["results"] == []


@pytest.mark.parametrize("first", ["accept", "reject", "cancel"])
def test_another_answer_than_the_first_is_refused(api, emitted, first):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    clients = {"accept": api(row.other_id), "reject": api(row.other_id), "cancel": api(row.account_id)}
    clients[first].put(ONE.format(row.request_id), {"action": first})

    for other in clients.keys() - {first}:
        response = clients[other].put(ONE.format(row.request_id), {"action": other})
        assert (response.status_code, response.json()["code"]) == (409, "request_answered")

    assert len(emitted()) == 1


@pytest.mark.parametrize(("action", "is_recipient"), [("accept", False), ("reject", False), ("cancel", True)])
def test_nobody_gives_the_answer_of_the_other(api, emitted, action, is_recipient):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    client = api(row.other_id if is_recipient else row.account_id)

    response = client.put(ONE.format(row.request_id), {"action": action})

    assert (response.status_code, response.json()["code"]) == (403, "request_not_yours")
    assert emitted() == []


def test_two_who_ask_each_other_are_friends(api, emitted):
    ada, bob = PersonFactory(), PersonFactory()
    request = api(ada.id).post(SEND, {"to": str(bob.id)}).json()

    answer = api(bob.id).post(SEND, {"to": str(ada.id)})

    assert (answer.status_code, answer.json()) == (201, {**request, "state": "accepted"})
    assert to(ada.id, bob.id, api) == relationship(id=str(bob.id), friend="friends")
    assert states(emitted)[1:] == [("active", 2)]


def test_friends_are_not_asked_again(api, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id)

    for one, other in ((row.account_id, row.other_id), (row.other_id, row.account_id)):
        response = api(one).post(SEND, {"to": str(other)})
        assert (response.status_code, response.json()["code"]) == (409, "already_friends")
    assert emitted() == []


def test_who_was_rejected_may_ask_again_by_a_new_request(api, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    api(row.other_id).put(ONE.format(row.request_id), {"action": "reject"})

    request = api(row.account_id).post(SEND, {"to": str(row.other_id)}).json()

    assert request["id"] != str(row.request_id)
    assert api(row.other_id).put(ONE.format(row.request_id), {"action": "accept"}).status_code == 404
    assert to(row.account_id, row.other_id, api)["friend"] == "sent"


def test_unfriending_ends_the_friendship_for_both_and_leaves_follows(api, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id)
    FollowFactory(follower_id=row.account_id, followee_id=row.other_id)
    address = f"/api/v1/friends/{row.other_id}/"

    answers = [api(row.account_id).delete(address) for _ in range(2)]

    expected = (200, relationship(following="active"))
    assert [(answer.status_code, answer.json()) for answer in answers] == [expected] * 2
    assert to(row.other_id, row.account_id, api)["friend"] == "none"
    assert states(emitted) == [("none", 2)]


def test_unfriending_leaves_a_request_waiting(api, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")

    assert api(row.other_id).delete(f"/api/v1/friends/{row.account_id}/").json() == relationship(friend="received")
    assert emitted() == []


def test_the_end_of_a_friendship_is_confirmed(api, settings, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id)
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = api(row.account_id).delete(f"/api/v1/friends/{row.other_id}/")

    assert (response.status_code, response.json()) == (202, relationship())
    assert states(emitted) == [("none", 2)]


@pytest.mark.parametrize(("is_recipient", "outcome"), [(True, "rejected"), (False, "cancelled")])
def test_either_side_deletes_a_request_once(api, is_recipient, outcome):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    client = api(row.other_id if is_recipient else row.account_id)

    assert [client.delete(ONE.format(row.request_id)).status_code for _ in range(2)] == [204, 404]
    assert set(Friendship.objects.values_list("state", "outcome")) == {("none", outcome)}


def test_a_request_of_others_looks_like_none(api, emitted):
    row = befriend(PersonFactory().id, PersonFactory().id, "sent")
    third = api(PersonFactory().id)

    for request_id in (row.request_id, uuid7()):
        for send in (third.get, third.delete, lambda url: third.put(url, {"action": "accept"})):
            assert send(ONE.format(request_id)).status_code == 404
    assert emitted() == []


def test_oneself_unknown_and_hidden_accounts_are_not_asked(api, emitted):
    me = PersonFactory(username="ada")
    blocker = BlockFactory(blocked_id=me.id).blocker_id

    own = api(me.id).post(SEND, {"to": "@Ada"})
    others = [api(me.id).post(SEND, {"to": str(each)}) for each in (uuid7(), "@nobody", blocker)]

    assert (own.status_code, own.json()["code"]) == (422, "cannot_befriend_yourself")
    assert [(answer.status_code, answer.json()["code"]) for answer in others] == [(404, "not_found")] * 3
    assert emitted() == []


@pytest.mark.parametrize("value", ["", "nobody", "@", "@a b", 5, None, [], "0" * 400], ids=repr)
def test_what_names_no_account_is_refused(api, value):
    response = api(PersonFactory().id).post(SEND, {"to": value})

    assert response.status_code == 400
    assert {field for field, _ in faults_of(response)} == {"to"}


def test_a_request_is_sent_once_for_each_idempotency_key(api, emitted):
    me, them = PersonFactory(), PersonFactory()
    headers = {"HTTP_IDEMPOTENCY_KEY": str(uuid7())}

    answers = [api(me.id).post(SEND, {"to": str(them.id)}, **headers) for _ in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(201, answers[0].content)] * 2
    assert len(emitted()) == 1


@pytest.mark.parametrize("count", [1, 10])
def test_lists_cost_the_same_queries_however_long_they_are(api, django_assert_num_queries, count):
    me = PersonFactory().id
    for _ in range(count):
        befriend(me, PersonFactory().id)
        befriend(me, PersonFactory().id, "sent")
        befriend(PersonFactory().id, me, "sent")

    with django_assert_num_queries(3):  # friendships, names, relationships
        assert len(api(me).get("/api/v1/friends/").json()["results"]) == count
    for direction in ("incoming", "outgoing"):
        with django_assert_num_queries(2):  # requests, names
            assert len(api(me).get(f"{LIST}?direction={direction}").json()["results"]) == count
