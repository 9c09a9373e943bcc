"""What an export has of this service: the whole profile, and its pictures."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from personal_data.testing import exported_here, files_here
from profiles.models import Profile
from profiles.personal_data import HELD

pytestmark = pytest.mark.django_db
LEFT_OUT = {"version", "privacy_version", "avatar_picture", "banner_picture"}


def test_a_profile_has_every_field(stored):  # noqa: F811
    profile = ProfileFactory(username="ada", bio="I count.", birth_date="1815-12-10")
    ProfileFactory()

    [shown] = exported_here(profile.id)["profile"]

    assert (shown["id"], shown["username"], shown["bio"]) == (str(profile.id), "ada", "I count.")
    assert shown["birth_date"] == "1815-12-10"
    fields = {field.name for field in Profile._meta.concrete_fields} - LEFT_OUT
    assert set(shown) >= {*fields, "followers_count", "following_count", "friends_count", "posts_count"}


def test_pictures_are_files(api, stored, settings):  # noqa: F811
    profile, other = ProfileFactory(), ProfileFactory()
    for each in (profile, other):
        fields = {"avatar": upload(content(pixels())), "banner": upload(content(pixels(colour="blue")))}
        assert api(each.id).patch("/api/v1/users/me/", fields, format="multipart").status_code == 200

    found = files_here(profile.id)

    assert sorted(found) == ["avatar.webp", "banner.webp"]
    assert {body[8:12] for body in found.values()} == {b"WEBP"}
    assert found["avatar.webp"] != found["banner.webp"]


def test_an_account_without_a_profile_has_nothing(django_assert_num_queries):
    assert (exported_here(uuid7()), files_here(uuid7())) == ({"profile": []}, {})
    with django_assert_num_queries(1):
        HELD.collections()["profile"].page(account_id=uuid7(), after=None, limit=500)
