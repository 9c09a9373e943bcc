"""Writing one's own profile."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.profiles import ProfileUpdated
from profiles.models import Profile

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"


def patch(client, body, address=ME):
    return client.patch(address, body)


def test_a_change_is_shown_and_emitted(api, emitted):
    profile = ProfileFactory(username="ada", location="London")

    response = patch(api(profile.id), {"display_name": "Ada Lovelace", "bio": "Counts.\nAnd writes."})

    assert response.status_code == 200
    shown = response.json()
    assert (shown["display_name"], shown["bio"], shown["location"]) == (
        "Ada Lovelace",
        "Counts.\nAnd writes.",
        "London",
    )
    card = {"username": "ada", "display_name": "Ada Lovelace", "hides_connections": False, "is_discoverable": True}
    assert emitted() == [ProfileUpdated(account_id=profile.id, **card, version=1)]


def test_every_public_change_is_a_new_version(api, emitted):
    client = api(ProfileFactory().id)

    for body in ({"display_name": "A"}, {"location": "B"}, {"fields": [{"name": "C", "value": "D"}]}):
        patch(client, body)

    assert [(event.display_name, event.version) for event in emitted()] == [("A", 1), ("A", 2), ("A", 3)]


@pytest.mark.parametrize("body", [{}, {"location": "London"}, {"birth_date": "1990-05-06"}])
def test_what_changes_nothing_public_emits_no_event(api, emitted, body):
    profile = ProfileFactory(location="London")

    assert patch(api(profile.id), body).status_code == 200

    assert emitted() == []
    profile.refresh_from_db()
    assert profile.version == 0


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("address", [ME, "/api/v1/users/@ada/"])
def test_what_is_not_sent_stays_as_it_is(api, method, address):
    profile = ProfileFactory(username="ada", bio="Old.", location="London", birth_date="1990-05-06")

    shown = getattr(api(profile.id, "ada"), method)(address, {"bio": "New."}).json()

    assert (shown["bio"], shown["location"], shown["birth_date"]) == ("New.", "London", "1990-05-06")


def test_an_explicit_value_empties_a_field(api):
    profile = ProfileFactory(location="London", birth_date="1990-05-06")

    shown = api(profile.id).put(ME, {"location": "", "birth_date": None}).json()

    assert (shown["location"], shown["birth_date"]) == ("", None)


def test_the_own_profile_is_written_by_username_before_the_registration_has_arrived(api):
    response = api(uuid7(), "newcomer").put("/api/v1/users/@Newcomer/", {"bio": "Here."})

    assert (response.status_code, response.json()["bio"]) == (200, "Here.")


def test_a_name_taken_back_shows_the_username(api, emitted):
    profile = ProfileFactory(username="ada", display_name="Ada")

    assert patch(api(profile.id), {"display_name": ""}).json()["display_name"] == "ada"

    assert emitted()[0].display_name == "ada"


@pytest.mark.parametrize("method", ["put", "patch"])
def test_ones_own_profile_can_be_written_by_id(api, method):
    profile = ProfileFactory()

    response = getattr(api(profile.id), method)(f"/api/v1/users/{profile.id}/", {"bio": "Mine."})

    assert (response.status_code, response.json()["bio"]) == (200, "Mine.")


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("address", ["{0.id}", "@{0.username}"])
def test_anothers_profile_is_refused(api, emitted, method, address):
    profile = ProfileFactory(bio="Mine.")

    response = getattr(api(uuid7()), method)(f"/api/v1/users/{address.format(profile)}/", {"bio": "Yours."})

    assert (response.status_code, response.json()["code"]) == (403, "not_your_profile")
    profile.refresh_from_db()
    assert (profile.bio, emitted()) == ("Mine.", [])


def test_a_profile_that_is_not_there_is_not_found(api):
    for account in (uuid7(), "@nobody"):
        assert patch(api(uuid7()), {}, f"/api/v1/users/{account}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("own", [True, False])
def test_writing_needs_a_token(api, method, own):
    address = ME if own else f"/api/v1/users/{ProfileFactory().id}/"

    assert getattr(api(), method)(address, {}).status_code == 401


OTHERS_DECIDE = (
    *("id", "username", "joined_at", "relationship"),
    *("followers_count", "following_count", "friends_count", "posts_count"),
)
NOBODY_DECIDES = (
    *("account_id", "author_id", "user_id", "created_at", "deleted_at", "version", "likes_count", "email", "password"),
    *("is_staff", "is_superuser", "role", "roles", "is_verified", "email_verified", "status", "visibility_locked"),
)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_fields_of_other_services_cannot_be_written(api, method):
    profile = ProfileFactory()
    before = Profile.objects.values().get()

    response = getattr(api(profile.id), method)(ME, dict.fromkeys(OTHERS_DECIDE, 9))

    assert response.status_code == 200
    assert Profile.objects.values().get() == before
    assert (response.json()["id"], response.json()["followers_count"]) == (str(profile.id), 0)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_a_profile_does_not_have_is_refused(api, method):
    profile = ProfileFactory()
    before = Profile.objects.values().get()

    response = getattr(api(profile.id), method)(ME, {"bio": "New."} | dict.fromkeys(NOBODY_DECIDES, 9))

    assert response.status_code == 400
    assert faults_of(response) == [(name, "unknown") for name in NOBODY_DECIDES]
    assert Profile.objects.values().get() == before


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_profile_can_be_sent_back_as_it_was_read(api, method):
    profile = ProfileFactory(bio="Old.", fields=[{"name": "a", "value": "b"}], birth_date="1990-05-06")
    shown = api(profile.id).get(ME).json()

    response = getattr(api(profile.id), method)(ME, shown)

    assert (response.status_code, response.json()) == (200, shown)
