"""What narrows who may see is confirmed by the services that show content; where one does not answer, it is 202."""

import json
import threading

import pytest
from django.db import transaction
from factories import BlockFactory, FollowFactory, MemberFactory, PersonFactory, relationship

from relations import offering
from relations.testing import content_service
from social_graph.models import Follow, Member
from social_graph.services import follows

pytestmark = pytest.mark.django_db
ANSWER = relationship()


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


def unfollow(api, edge):
    return api(edge.follower_id).delete(f"/api/v1/users/{edge.followee_id}/follow/")


def test_every_service_is_offered_the_state_that_the_bus_carries(api, settings, emitted):
    edge = FollowFactory()
    with content_service() as (one, offered), content_service() as (two, offered_too):
        settings.CONTENT_URLS = [one, two]

        response = unfollow(api, edge)

    assert (response.status_code, response.json()) == (200, ANSWER)
    [event] = emitted()
    state = {"type": event.type, "event": json.loads(event.model_dump_json())}
    secret = "Bearer an-internal-secret-of-the-tests"
    assert offered == offered_too == [("/internal/relations/states/", secret, [state])]


def test_unfollowing_again_is_confirmed_again(api, settings):
    edge = FollowFactory()
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]

        assert [unfollow(api, edge).status_code for _ in range(2)] == [200, 200]

    assert [states[0]["event"]["version"] for _, _, states in offered] == [2, 2]


def test_unfollowing_an_account_that_was_not_followed_needs_no_confirmation(api, settings):
    follower, stranger = PersonFactory(), PersonFactory()
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    assert api(follower.id).delete(f"/api/v1/users/{stranger.id}/follow/").status_code == 200


@pytest.mark.parametrize("fault", ["refuses", "fails", "is slow"])
def test_a_service_that_does_not_take_it_makes_the_answer_202_and_the_follow_ends(
    api, settings, monkeypatch, emitted, fault
):
    edge, released = FollowFactory(), threading.Event()
    monkeypatch.setattr(offering, "TOTAL_SECONDS", 0.2)
    offering._client.cache_clear()
    wait = (lambda: released.wait(5)) if fault == "is slow" else lambda: None
    with content_service() as (fine, _), content_service(500 if fault == "fails" else 200, wait) as (other, _):
        settings.CONTENT_URLS = [fine, "http://127.0.0.1:9" if fault == "refuses" else other]

        response = unfollow(api, edge)
        released.set()

    assert (response.status_code, response.json()) == (202, ANSWER)
    assert Follow.objects.get().state == "none"
    assert [event.state for event in emitted()] == ["none"]


def test_a_service_that_has_just_failed_is_not_waited_for_again(api, settings, monkeypatch):
    edge, asked = FollowFactory(), []
    with content_service(500, lambda: asked.append(1)) as (address, _):
        settings.CONTENT_URLS = [address]
        assert [unfollow(api, edge).status_code for _ in range(3)] == [202, 202, 202]
        assert len(asked) == 1

        monkeypatch.setattr(offering, "PAUSE_SECONDS", 0.0)
        unfollow(api, edge)

    assert len(asked) == 2


def unblock(api):
    row = BlockFactory()
    return api(row.blocker_id).delete(f"/api/v1/users/{row.blocked_id}/block/")


def remove_follower(api):
    edge = FollowFactory()
    return api(edge.followee_id).delete(f"/api/v1/users/me/followers/{edge.follower_id}/")


def withdraw(api):
    return unfollow(api, FollowFactory(state="requested"))


def remove_member(api):
    member, owner = member_and_owner()
    return api(owner).delete(f"/api/v1/groups/{member.group_id}/members/{member.account_id}/")


def ban_member(api):
    member, owner = member_and_owner()
    return api(owner).put(f"/api/v1/groups/{member.group_id}/bans/{member.account_id}/")


def member_and_owner():
    member = MemberFactory()
    return member, Member.objects.get(group=member.group, role="owner").account_id


@pytest.mark.parametrize("act", [unblock, remove_follower, withdraw, remove_member, ban_member])
def test_each_change_that_hides_is_confirmed_and_holds_while_a_service_is_down(api, settings, emitted, act):
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]
        assert act(api).status_code == 200
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = act(api)

    assert response.status_code == 202
    confirmed, later = emitted()
    assert [each["event"]["version"] for _, _, [each] in offered] == [confirmed.version]
    assert later.state == confirmed.state in ("none", "banned")


def test_other_services_are_offered_a_change_while_one_is_skipped(api, settings):
    edge = FollowFactory()
    with content_service(500) as (failing, refused), content_service() as (fine, taken):
        settings.CONTENT_URLS = [failing, fine]

        assert [unfollow(api, edge).status_code for _ in range(3)] == [202, 202, 202]

    assert (len(refused), len(taken)) == (1, 3)


def test_a_change_that_is_not_committed_is_not_offered(settings):
    edge = FollowFactory()
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]

        with pytest.raises(offering.NotCommitted, match="after its transaction"), transaction.atomic():
            follows.follow_end(follower_id=edge.follower_id, followee_id=edge.followee_id, actor_id=edge.follower_id)

    assert offered == []
    assert Follow.objects.get().state == "active"
