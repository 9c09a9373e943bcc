"""What the others may ask for when they rebuild."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from profiles.selectors.profiles import export_profiles

pytestmark = pytest.mark.django_db


def test_every_edited_profile_is_exported_once():
    ProfileFactory()
    edited = [ProfileFactory(display_name=f"Name {n}", version=n) for n in (1, 2, 3)]

    first = export_profiles(after=None, limit=2)
    rest = export_profiles(after=first[-1][0], limit=2)

    exported = [(key, event.display_name, event.version) for key, event in first + rest]
    assert exported == [(profile.id, profile.display_name, profile.version) for profile in edited]


def test_nothing_is_exported_after_the_last():
    ProfileFactory(version=1)

    assert export_profiles(after=uuid7(), limit=10) == []
