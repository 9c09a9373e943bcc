"""What is left of the profile of a deleted account: nothing, also after late events."""

import pytest
from factories import ProfileFactory, follow_changed, post_deleted, post_published, registered

from chassis.events.outbox.models import OutboxEntry
from chassis.ids import uuid7
from media.models import Picture
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from personal_data.testing import erase_here
from profiles.models import Profile

pytestmark = pytest.mark.django_db


def test_the_profile_and_its_pictures_are_deleted(api, stored, run_jobs):  # noqa: F811
    erased, other = ProfileFactory(username="canary"), ProfileFactory()
    sent = {"avatar": upload(content(pixels())), "banner": upload(content(pixels())), "bio": "canary"}
    assert api(erased.id, "canary").patch("/api/v1/users/me/", sent, format="multipart").status_code == 200

    erase_here(erased.id, run_jobs=run_jobs)

    assert list(Profile.objects.all()) == [other]
    assert stored() == []
    assert not Picture.objects.exists()
    assert "canary" not in str(list(OutboxEntry.objects.values()))
    assert api().get(f"/api/v1/users/{erased.id}/").status_code == 404
    assert api().get("/api/v1/users/@canary/").status_code == 404


def test_a_picture_that_nothing_refers_to_is_deleted(stored, run_jobs):  # noqa: F811
    account_id = uuid7()
    Picture.objects.create(owner_id=account_id, width=1, height=1, blurhash="")

    erase_here(account_id, run_jobs=run_jobs)

    assert not Picture.objects.exists()


def test_late_events_create_nothing_and_counts_of_others_are_right(deliver, run_jobs, counts):
    erased, other = ProfileFactory(), ProfileFactory()
    post_id = uuid7()
    deliver(follow_changed(erased.id, other.id))

    erase_here(erased.id, run_jobs=run_jobs)
    deliver(post_deleted(erased.id, post_id))
    deliver(follow_changed(erased.id, other.id, "none", 2))
    deliver(follow_changed(erased.id, other.id))
    deliver(registered(erased.id, "canary", "a bio"))
    deliver(post_published(erased.id, post_id))

    assert list(Profile.objects.all()) == [other]
    assert counts(other.id) == (0, 0, 0)
