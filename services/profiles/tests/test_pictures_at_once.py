"""G14, G15: uploads, removals, suspensions and deletions at once leave what the profile shows, and nothing else."""

import pytest
from django.utils import timezone
from factories import ProfileFactory

from contracts.accounts import AccountStateChanged
from media.models import Picture
from media.services import pictures_sweep
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from profiles.models import Profile
from profiles.services.profiles import profile_erase

pytestmark = pytest.mark.django_db(transaction=True)
ME = "/api/v1/users/me/"
PNG = content(pixels())


@pytest.fixture
def files(stored):  # noqa: F811
    return stored


@pytest.fixture
def profile():
    return ProfileFactory(username="ada")


@pytest.fixture
def send(api, profile):
    """Return a function that sends the picture and returns the status."""
    client = api(profile.id, "ada")
    return lambda: client.patch(ME, {"avatar": upload(PNG)}, format="multipart").status_code


@pytest.fixture
def settle(run_jobs):
    """Return a function that does what the worker does in the next hours."""

    def run() -> None:
        run_jobs()
        Picture.objects.filter(state="new").update(created_at="2026-01-01T00:00:00Z")
        pictures_sweep()
        run_jobs()

    return run


def files_of(picture_ids) -> list[str]:
    paths = sorted(picture.path for picture in Picture.objects.filter(id__in=picture_ids))
    return [f"{path}/{size}.webp" for path in paths for size in ("large", "medium", "small")]


def test_G15_uploads_and_removals_at_once(api, at_once, files, profile, send, settle):
    client = api(profile.id, "ada")

    answers = at_once(lambda n: send() if n % 3 else client.patch(ME, {"avatar": None}).status_code, 9)
    settle()

    assert set(answers) <= {200, 503}
    shown = Profile.objects.get().avatar_picture_id
    assert [picture.id for picture in Picture.objects.all()] == ([shown] if shown else [])
    assert files() == files_of([shown])


def test_G15_uploads_while_the_account_is_suspended(at_once, deliver, files, profile, send, settle):
    event = AccountStateChanged(account_id=profile.id, changed_at=timezone.now(), state="suspended", version=2)

    answers = at_once(lambda n: send() if n != 1 else deliver(event), 6)
    settle()

    assert set(answers) <= {200, 401, 503, None}
    assert send() == 401
    assert not set(files()) & set(files_of(Picture.objects.values_list("id", flat=True)))


def test_G15_uploads_while_the_account_is_erased(at_once, files, profile, send, settle):
    answers = at_once(lambda n: send() if n != 2 else profile_erase(account_id=profile.id), 6)
    profile_erase(account_id=profile.id)
    settle()

    assert set(answers) <= {200, 503, None}
    assert (files(), Picture.objects.count(), Profile.objects.count()) == ([], 0, 0)


def test_G14_the_same_file_again_and_again_is_limited_and_kept_once(files, send, settings, settle):
    settings.LIMIT_SCALE = 0.05

    answers = [send() for _ in range(6)]
    settle()

    assert answers == [200, 200, 200, 429, 429, 429]
    assert files() == files_of([Picture.objects.get().id])
