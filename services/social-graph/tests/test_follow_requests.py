"""Following a private account: it is asked, and answers."""

from datetime import datetime

import pytest
from factories import (
    BlockFactory,
    FollowFactory,
    PersonFactory,
    befriend,
    privacy_changed,
    private_person,
    relationship,
)

from chassis.ids import uuid7
from social_graph.models import Follow
from social_graph.services import follows

pytestmark = pytest.mark.django_db
REQUESTS = "/api/v1/follow-requests/"


def follow_url(account_id) -> str:
    return f"/api/v1/users/{account_id}/follow/"


def states(emitted) -> list[tuple]:
    return [(event.state, event.version, event.request_id) for event in emitted()]


def test_a_private_account_is_asked_once(api, emitted):
    me, them = PersonFactory(), private_person()

    answers = [api(me.id).put(follow_url(them.id)) for _ in range(3)]

    expected = (200, relationship(following="requested"))
    assert [(answer.status_code, answer.json()) for answer in answers] == [expected] * 3
    assert states(emitted) == [("requested", 1, Follow.objects.get().request_id)]


def test_who_asks_is_in_no_list_of_followers(api):
    edge = FollowFactory(state="requested")

    for viewer in (edge.follower_id, edge.followee_id):
        for kind in ("followers", "following"):
            for account in (edge.follower_id, edge.followee_id):
                assert api(viewer).get(f"/api/v1/users/{account}/{kind}/").json()["results"] == []


def test_both_sides_read_the_request(api):
    edge = FollowFactory(state="requested", follower_id=PersonFactory(username="ada").id)
    card = {"id": str(edge.follower_id), "username": "ada", "display_name": "ada", "avatar": None}

    incoming = api(edge.followee_id).get(REQUESTS).json()["results"]
    outgoing = api(edge.follower_id).get(f"{REQUESTS}?direction=outgoing").json()["results"]
    one = [api(each).get(f"{REQUESTS}{edge.request_id}/").json() for each in (edge.follower_id, edge.followee_id)]

    assert incoming == outgoing == one[:1] == one[1:]
    shown = incoming[0]
    assert (shown["id"], shown["sender"], shown["state"]) == (str(edge.request_id), card, "pending")
    assert shown["recipient"]["id"] == str(edge.followee_id)
    assert datetime.fromisoformat(shown["created_at"]) == edge.requested_at
    assert api(edge.follower_id).get(REQUESTS).json()["results"] == []
    assert api(edge.followee_id).get(f"{REQUESTS}?direction=outgoing").json()["results"] == []


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
    edge = FollowFactory(state="requested")
    client = api(edge.followee_id if is_recipient else edge.follower_id)

    answers = [getattr(client, method)(f"{REQUESTS}{edge.request_id}/", {"action": action}) for _ in range(2)]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, outcome)] * 2
    assert states(emitted) == [(state, 2, edge.request_id)]
    assert api(edge.followee_id).get(REQUESTS).json()["results"] == []
    assert api(edge.follower_id).get(f"{REQUESTS}?direction=outgoing").json()["results"] == []
    following = api(edge.follower_id).get(f"/api/v1/relationships/?ids={edge.followee_id}").json()["results"][0]
    assert following["following"] == state


@pytest.mark.parametrize("first", ["accept", "reject", "cancel"])
def test_another_answer_than_the_first_is_refused(api, emitted, first):
    edge = FollowFactory(state="requested")
    clients = {"accept": api(edge.followee_id), "reject": api(edge.followee_id), "cancel": api(edge.follower_id)}
    clients[first].put(f"{REQUESTS}{edge.request_id}/", {"action": first})

    for other in clients.keys() - {first}:
        response = clients[other].put(f"{REQUESTS}{edge.request_id}/", {"action": other})
        assert (response.status_code, response.json()["code"]) == (409, "request_answered")

    assert len(emitted()) == 1


@pytest.mark.parametrize(("action", "is_recipient"), [("accept", False), ("reject", False), ("cancel", True)])
def test_nobody_gives_the_answer_of_the_other(api, emitted, action, is_recipient):
    edge = FollowFactory(state="requested")
    client = api(edge.followee_id if is_recipient else edge.follower_id)

    response = client.put(f"{REQUESTS}{edge.request_id}/", {"action": action})

    assert (response.status_code, response.json()["code"]) == (403, "request_not_yours")
    assert Follow.objects.get().state == "requested"
    assert emitted() == []


def test_a_request_of_others_looks_like_none(api, emitted):
    edge = FollowFactory(state="requested")
    third = api(PersonFactory().id)

    bodies = []
    for request_id in (edge.request_id, uuid7()):
        for send in (third.get, third.delete, lambda url: third.put(url, {"action": "accept"})):
            response = send(f"{REQUESTS}{request_id}/")
            assert response.status_code == 404
            bodies.append({**response.json(), "request_id": "", "instance": ""})

    assert all(body == bodies[0] for body in bodies)
    assert Follow.objects.get().state == "requested"
    assert emitted() == []


@pytest.mark.parametrize(("is_recipient", "outcome"), [(True, "rejected"), (False, "cancelled")])
def test_either_side_deletes_a_request_once(api, is_recipient, outcome):
    edge = FollowFactory(state="requested")
    client = api(edge.followee_id if is_recipient else edge.follower_id)

    assert [client.delete(f"{REQUESTS}{edge.request_id}/").status_code for _ in range(2)] == [204, 404]
    edge.refresh_from_db()
    assert (edge.state, edge.outcome) == ("none", outcome)


def test_unfollowing_withdraws_a_request(api, emitted):
    edge = FollowFactory(state="requested")

    response = api(edge.follower_id).delete(follow_url(edge.followee_id))

    assert (response.status_code, response.json()) == (200, relationship())
    assert states(emitted) == [("none", 2, edge.request_id)]
    assert api(edge.follower_id).get(f"{REQUESTS}{edge.request_id}/").json()["state"] == "cancelled"


def test_an_answer_to_an_old_request_does_not_answer_the_new_one(api):
    me, them = PersonFactory(), private_person()
    client = api(me.id)
    client.put(follow_url(them.id))
    old = Follow.objects.get().request_id
    client.delete(follow_url(them.id))
    client.put(follow_url(them.id))

    assert api(them.id).put(f"{REQUESTS}{old}/", {"action": "accept"}).status_code == 404
    assert Follow.objects.get().state == "requested"
    assert Follow.objects.get().request_id != old


def test_followers_from_before_stay_when_an_account_becomes_private(api, deliver, emitted):
    edge = FollowFactory()

    deliver(privacy_changed(edge.followee_id, "private", 1), times=2)

    assert api(edge.follower_id).put(follow_url(edge.followee_id)).json() == relationship(following="active")
    assert emitted() == []


@pytest.mark.parametrize("times", [1, 2])
def test_waiting_requests_are_accepted_when_the_account_becomes_public(
    api, deliver, emitted, run_jobs, monkeypatch, times
):
    monkeypatch.setattr(follows, "EDGES_AT_ONCE", 2)
    them = private_person()
    edges = [FollowFactory(followee_id=them.id, state="requested") for _ in range(5)]
    FollowFactory(state="requested")

    deliver(privacy_changed(them.id, "open", 2), times=times)
    run_jobs()

    assert [(event.follower_id, event.state, event.version, event.request_id) for event in emitted()] == [
        (edge.follower_id, "active", 2, edge.request_id) for edge in edges
    ]
    assert set(Follow.objects.filter(followee_id=them.id).values_list("state", "outcome")) == {("active", "accepted")}
    assert Follow.objects.filter(state="requested").count() == 1


def test_nobody_is_accepted_when_the_account_is_private_again(deliver, run_jobs, emitted):
    them = private_person()
    FollowFactory(followee_id=them.id, state="requested")

    deliver(privacy_changed(them.id, "open", 2))
    deliver(privacy_changed(them.id, "private", 3))
    run_jobs()

    assert Follow.objects.get().state == "requested"
    assert emitted() == []


def test_an_event_that_is_late_accepts_nobody(deliver, run_jobs):
    edge = FollowFactory(state="requested")

    deliver(privacy_changed(edge.followee_id, "private", 3))
    deliver(privacy_changed(edge.followee_id, "open", 2))
    run_jobs()

    assert Follow.objects.get().state == "requested"


def test_who_waits_and_follows_again_when_the_account_is_public_is_accepted(api, deliver):
    edge = FollowFactory(state="requested")
    deliver(privacy_changed(edge.followee_id, "open", 2))

    assert api(edge.follower_id).put(follow_url(edge.followee_id)).json() == relationship(following="active")
    assert api(edge.followee_id).get(f"{REQUESTS}{edge.request_id}/").json()["state"] == "accepted"


def test_a_follower_is_removed(api, emitted):
    edge = FollowFactory()
    address = f"/api/v1/users/me/followers/{edge.follower_id}/"

    answers = [api(edge.followee_id).delete(address) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, relationship())] * 2
    assert states(emitted) == [("none", 2, None)]
    assert api(edge.followee_id).get(f"/api/v1/users/{edge.followee_id}/followers/").json()["results"] == []
    assert api(edge.followee_id).delete(f"/api/v1/users/me/followers/{uuid7()}/").status_code == 404


@pytest.mark.parametrize("kind", ["followers", "following", "mutuals"])
def test_connections_of_a_private_account_are_shown_to_its_followers(api, kind):
    them = private_person()
    follower = FollowFactory(followee_id=them.id).follower_id
    waiting = FollowFactory(followee_id=them.id, state="requested").follower_id
    friend = befriend(them.id, PersonFactory().id).other_id
    address = f"/api/v1/users/{them.id}/{kind}/"

    for viewer in (waiting, friend, PersonFactory().id):
        response = api(viewer).get(address)
        assert (response.status_code, response.json()["code"]) == (403, "connections_hidden")
    assert api().get(address).status_code == (401 if kind == "mutuals" else 403)
    for viewer in (follower, them.id):
        assert api(viewer).get(address).status_code == 200


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_requests_costs_the_same_queries_however_long_it_is(api, django_assert_num_queries, direction, count):
    me = PersonFactory().id
    for _ in range(count):
        FollowFactory(**{"followee_id" if direction == "incoming" else "follower_id": me}, state="requested")

    with django_assert_num_queries(2):  # requests, names
        assert len(api(me).get(f"{REQUESTS}?direction={direction}").json()["results"]) == count


def test_requests_of_somebody_blocked_before_are_not_listed(api):
    edge = FollowFactory(state="requested")
    BlockFactory(blocker_id=edge.follower_id, blocked_id=edge.followee_id)

    assert api(edge.followee_id).get(REQUESTS).json()["results"] == []
    assert api(edge.followee_id).get(f"{REQUESTS}{edge.request_id}/").status_code == 404
