"""A suspended account is in no list of people and cannot be followed; who follows it may stop that."""

import pytest
from django.utils import timezone
from factories import FollowFactory, PersonFactory

from chassis.ids import uuid7
from contracts.accounts import AccountStateChanged
from personal_data.testing import exported_here
from relations.models import Tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspended(deliver):
    """Return a function that gives an account a state."""

    def change(account_id, state="suspended", version=2) -> None:
        event = {"account_id": account_id, "state": state, "version": version, "changed_at": timezone.now()}
        deliver(AccountStateChanged(**event), times=2)

    return change


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [("followers", "followee_id", "follower_id"), ("following", "follower_id", "followee_id")],
)
def test_it_is_in_no_list_and_has_none(api, suspended, kind, here, there):
    person = PersonFactory()
    gone, other = (getattr(FollowFactory(**{here: person.id}), there) for _ in range(2))
    lists = f"/api/v1/users/{person.id}/{kind}/", f"/api/v1/users/{gone}/{kind}/"

    suspended(gone)

    for client in (api(), api(uuid7()), api(person.id)):
        assert ids(client.get(lists[0])) == [str(other)]
        assert client.get(lists[1]).status_code == 404
    assert api(gone).get(lists[1]).status_code == 200
    suspended(gone, "active", 3)
    assert ids(api().get(lists[0])) == [str(other), str(gone)]


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [("followers", "followee_id", "follower_id"), ("following", "follower_id", "followee_id")],
)
def test_it_is_in_no_export_of_others(suspended, kind, here, there):
    person = PersonFactory()
    gone, other = (getattr(FollowFactory(**{here: person.id}), there) for _ in range(2))

    suspended(gone)

    assert [each["account_id"] for each in exported_here(person.id)[kind]] == [str(other)]


def test_it_cannot_be_followed_and_looks_like_nobody(api, suspended, emitted):
    account, me = PersonFactory(username="gone"), PersonFactory().id
    suspended(account.id)

    answers = [api(me).put(f"/api/v1/users/{who}/follow/") for who in (account.id, "@gone", uuid7(), "@nobody")]
    ends = [api(me).delete(f"/api/v1/users/{who}/follow/") for who in (account.id, uuid7())]

    assert [answer.status_code for answer in (*answers, *ends)] == [404] * 6
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert all({**body, "instance": ""} == {**bodies[0], "instance": ""} for body in bodies)
    assert emitted() == []


def test_who_follows_it_may_unfollow_it(api, suspended, emitted):
    edge = FollowFactory()
    suspended(edge.followee_id)

    answers = [api(edge.follower_id).delete(f"/api/v1/users/{edge.followee_id}/follow/") for _ in range(2)]

    assert [(answer.status_code, answer.json()["following"]) for answer in answers] == [(200, "none")] * 2
    [event] = emitted()
    assert event.state == "none"


def test_the_owner_of_ties_keeps_no_copies_of_them(deliver):
    from chassis.events.inbox.registry import handlers_of
    from chassis.events.projections import all_projections
    from contracts.social_graph import FollowChanged

    assert handlers_of(FollowChanged.type) == []
    assert "ties" not in {projection.name for projection in all_projections()}
    assert not Tie.objects.exists()
