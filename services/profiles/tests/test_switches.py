"""What an owner switches on and off: kept when absent, seen by the owner only, confirmed where it hides something."""

import json
from contextlib import contextmanager

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from profiles.models import Profile
from relations import offering
from relations.testing import content_service

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"
SWITCHES = {"is_discoverable": True, "hides_connections": False, "shows_online_status": True}


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


@contextmanager
def social_graph(settings, status=200):
    """Run a service that is offered states; yield what it was offered."""
    with content_service(status) as (settings.SOCIAL_GRAPH_URL, offered):
        yield offered


@pytest.fixture
def owner(api):
    return api(ProfileFactory().id)


def test_a_new_profile_is_open(owner):
    shown = owner.get(ME).json()

    assert {name: shown[name] for name in SWITCHES} == SWITCHES


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(("name", "published"), [("is_discoverable", [False, True]), ("shows_online_status", [])])
def test_a_switch_keeps_its_value_until_its_owner_sends_another(owner, emitted, method, name, published):
    send = getattr(owner, method)
    assert send(ME, {name: False}).json()[name] is False

    assert send(ME, {"birth_date": None}).json() == owner.get(ME).json()
    assert owner.get(ME).json() | SWITCHES | {name: False} == owner.get(ME).json()
    assert send(ME, {name: True}).json()[name] is True
    assert [getattr(event, name) for event in emitted()] == published


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("value", [None, "maybe", "true", 0, 1, 1.5, [], {}, ""], ids=repr)
def test_what_is_neither_on_nor_off_is_refused(owner, name, value):
    response = owner.patch(ME, {name: value, "bio": "x"})

    assert response.status_code == 400
    assert [field for field, _ in faults_of(response)] == [name]
    assert Profile.objects.get().bio == ""


@pytest.mark.parametrize("name", ["hides_connections", "shows_online_status", "birth_date"])
def test_others_do_not_see_what_is_the_owners_own(api, name):
    profile = ProfileFactory(username="ada", hides_connections=True, birth_date="1990-12-10")

    for viewer in (None, uuid7()):
        client = api(viewer)
        answers = [client.get(f"/api/v1/users/{profile.id}/").json()]
        for query in ("", "?q=ada", f"?ids={profile.id}"):
            answers += client.get(f"/api/v1/users/{query}").json()["results"]
        assert [name in each for each in answers] == [False] * 4


def test_hiding_connections_is_confirmed_with_the_event_of_the_bus(owner, settings, emitted):
    with social_graph(settings) as offered:
        response = owner.patch(ME, {"hides_connections": True})

    assert (response.status_code, response.json()["hides_connections"]) == (200, True)
    [event] = emitted()
    assert (event.type, event.hides_connections, event.version) == ("profiles.profile.updated.v1", True, 1)
    state = {"type": event.type, "event": json.loads(event.model_dump_json())}
    secret = "Bearer an-internal-secret-of-the-tests"
    assert offered == [("/internal/people/states/", secret, [state])]


def test_hiding_connections_again_is_confirmed_again(owner, settings, emitted):
    with social_graph(settings) as offered:
        assert [owner.patch(ME, {"hides_connections": True}).status_code for _ in range(2)] == [200, 200]

    assert [states[0]["event"]["version"] for _, _, states in offered] == [1, 1]
    assert len(emitted()) == 1


@pytest.mark.parametrize("changes", [{"hides_connections": False}, {"bio": "New."}])
def test_what_hides_nothing_needs_no_confirmation(owner, changes):
    assert owner.patch(ME, changes).status_code == 200


@pytest.mark.parametrize("status", [500, None])
def test_without_the_social_graph_the_answer_is_202_and_the_event_follows(owner, settings, emitted, status):
    settings.SOCIAL_GRAPH_URL = "http://127.0.0.1:9"
    if status:
        with social_graph(settings, status):
            response = owner.patch(ME, {"hides_connections": True})
    else:
        response = owner.patch(ME, {"hides_connections": True})

    assert (response.status_code, response.json()["hides_connections"]) == (202, True)
    assert [event.hides_connections for event in emitted()] == [True]


def test_showing_connections_again_is_an_event(owner, settings, emitted):
    with social_graph(settings):
        owner.patch(ME, {"hides_connections": True})
    assert owner.patch(ME, {"hides_connections": False}).status_code == 200

    assert [(event.hides_connections, event.version) for event in emitted()] == [(True, 1), (False, 2)]
