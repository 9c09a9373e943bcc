"""AccountRegistered: delivered twice, late, or after its owner has come."""

from datetime import datetime

import pytest
from factories import NOON, ProfileFactory, follow_changed, post_published, registered

from chassis.ids import time_of, uuid7
from profiles.errors import UsernameInUse
from profiles.models import Profile

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"


@pytest.mark.parametrize("times", [1, 2])
def test_a_registration_makes_a_profile(api, deliver, emitted, times):
    account_id = uuid7()

    deliver(registered(account_id, "ada", bio="Hello."), times=times)

    shown = api().get(f"/api/v1/users/{account_id}/").json()
    assert (shown["username"], shown["display_name"], shown["bio"]) == ("ada", "ada", "Hello.")
    assert shown["joined_at"] == "2026-01-02T12:00:00Z"
    assert (Profile.objects.count(), emitted()) == (1, [])


@pytest.mark.parametrize("address", ["me/", "{0}/"])
def test_an_account_whose_registration_has_not_arrived_has_a_profile(api, address):
    account_id = uuid7()

    for _ in range(2):
        response = api(account_id, "ada").get(f"/api/v1/users/{address.format(account_id)}")
        assert (response.status_code, response.json()["username"]) == (200, "ada")
        assert datetime.fromisoformat(response.json()["joined_at"]) == time_of(account_id)

    assert Profile.objects.count() == 1


def test_an_account_whose_registration_has_not_arrived_may_write(api, emitted):
    response = api(uuid7(), "ada").patch(ME, {"display_name": "Ada"})

    assert (response.status_code, response.json()["display_name"]) == (200, "Ada")
    assert [(event.username, event.version) for event in emitted()] == [("ada", 1)]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    ("edit", "bio"),
    [({}, "Hello."), ({"location": "London"}, "Hello."), ({"bio": "Mine."}, "Mine."), ({"bio": ""}, "")],
    ids=["a visit", "an edit of something else", "an edit of the bio", "an emptied bio"],
)
def test_a_late_registration_completes_what_its_owner_left(api, deliver, edit, bio, times):
    account_id = uuid7()
    client = api(account_id, "ada")
    client.get(ME)
    client.patch(ME, {"display_name": "Ada", **edit})

    deliver(registered(account_id, "ada", bio="Hello."), times=times)

    profile = Profile.objects.get()
    assert (profile.joined_at, profile.bio, profile.display_name) == (NOON, bio, "Ada")
    assert profile.location == edit.get("location", "")


def test_a_registration_that_comes_again_overwrites_nothing(api, deliver):
    profile = ProfileFactory(username="ada", bio="Mine.", display_name="Ada", version=3)

    deliver(registered(profile.id, "ada", bio="Hello."))

    profile.refresh_from_db()
    assert (profile.bio, profile.display_name, profile.version) == ("Mine.", "Ada", 3)


def test_counts_from_before_the_profile_are_not_lost(deliver, counts):
    account_id = uuid7()
    deliver(follow_changed(uuid7(), account_id))
    deliver(follow_changed(account_id, uuid7()))
    deliver(post_published(account_id, uuid7()))

    deliver(registered(account_id))

    assert counts(account_id) == (1, 1, 1)


def test_a_registration_is_not_lost_while_another_profile_has_its_name(api, deliver):
    other = ProfileFactory(username="ada")
    account_id = uuid7()

    with pytest.raises(UsernameInUse):
        deliver(registered(account_id, "ada"))

    assert list(Profile.objects.values_list("id", flat=True)) == [other.id]
    other.delete()
    deliver(registered(account_id, "ada"))
    assert Profile.objects.get().id == account_id
