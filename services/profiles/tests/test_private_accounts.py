"""Whether an account is private: a switch of its owner, an event, and a confirmed write where it hides something."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.profiles import PrivacyChanged
from profiles.models import Profile
from profiles.selectors.profiles import export_privacy
from relations import offering
from relations.testing import content_service

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


@pytest.fixture
def owner(api):
    return api(ProfileFactory(username="ada").id)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_everybody_sees_whether_an_account_is_private(api, owner, emitted, method):
    assert owner.get(ME).json()["is_private"] is False

    response = getattr(owner, method)(ME, {"is_private": True})

    assert (response.status_code, response.json()["is_private"]) == (200, True)
    assert api().get("/api/v1/users/@ada/").json()["is_private"] is True
    profile = Profile.objects.get()
    assert emitted() == [
        PrivacyChanged(account_id=profile.id, state="private", version=1, changed_at=profile.privacy_changed_at)
    ]


def test_each_change_has_the_next_version_and_no_change_none(owner, emitted):
    for is_private in (False, True, True, False):
        owner.patch(ME, {"is_private": is_private})
    owner.patch(ME, {"bio": "New."})

    assert [(type(each).__name__, each.version) for each in emitted()] == [
        ("PrivacyChanged", 1),
        ("PrivacyChanged", 2),
        ("ProfileUpdated", 1),
    ]
    assert [each.state for each in emitted()[:2]] == ["private", "open"]


def test_what_is_not_sent_stays_private(owner, emitted):
    owner.patch(ME, {"is_private": True})

    for method in ("put", "patch"):
        assert getattr(owner, method)(ME, {"bio": method}).json()["is_private"] is True


@pytest.mark.parametrize("value", [None, "true", 0, 1, "", []], ids=repr)
def test_what_is_neither_on_nor_off_is_refused(owner, emitted, value):
    response = owner.patch(ME, {"is_private": value})

    assert response.status_code == 400
    assert [field for field, _ in faults_of(response)] == ["is_private"]
    assert Profile.objects.get().is_private is False


def test_becoming_private_is_confirmed_by_every_service_and_again_when_repeated(owner, settings, emitted):
    with content_service() as (one, offered), content_service() as (two, offered_too):
        settings.CONTENT_URLS = [one, two]
        assert [owner.patch(ME, {"is_private": True}).status_code for _ in range(2)] == [200, 200]
        assert owner.patch(ME, {"is_private": False}).status_code == 200

    states = [(path, [(each["type"], each["event"]["state"]) for each in states]) for path, _, states in offered]
    assert offered == offered_too
    assert states == [("/internal/relations/states/", [("profiles.privacy.changed.v1", "private")])] * 2


def test_a_service_that_is_down_makes_the_answer_202(owner, settings, emitted):
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = owner.patch(ME, {"is_private": True})

    assert (response.status_code, response.json()["is_private"]) == (202, True)
    assert [each.state for each in emitted()] == ["private"]


def test_every_account_that_was_ever_private_is_exported_once():
    ProfileFactory(version=5)
    changed = [ProfileFactory(is_private=n == 2, privacy_version=n) for n in (1, 2, 3)]

    first = export_privacy(after=None, limit=2)
    rest = export_privacy(after=first[-1][0], limit=2)

    states = {True: "private", False: "open"}
    assert [(key, event.state, event.version) for key, event in first + rest] == [
        (each.id, states[each.is_private], each.privacy_version) for each in changed
    ]
    assert export_privacy(after=uuid7(), limit=10) == []
