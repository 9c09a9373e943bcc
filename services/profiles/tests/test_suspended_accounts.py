"""The profile of a suspended account looks as if there were none, and is there again when it is reinstated."""

import pytest
from django.utils import timezone
from factories import ProfileFactory, follow_changed

from chassis.events.recounting import counts_differing
from chassis.ids import uuid7
from contracts.accounts import AccountStateChanged
from media.models import Picture
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from profiles.projections.connections import SUSPECTS
from profiles.services.counts import counts_repair
from profiles.services.pictures import pictures_hide_or_show, pictures_recheck_all
from profiles.services.profiles import profile_erase
from relations.models import AccountState

ME = "/api/v1/users/me/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_it_is_found_by_nobody(api, deliver, state):
    profile, other = ProfileFactory(username="gone"), ProfileFactory()
    event = {"account_id": profile.id, "changed_at": timezone.now()}
    paths = [f"/api/v1/users/{profile.id}/", "/api/v1/users/@gone/"]

    deliver(AccountStateChanged(**event, state=state, version=2), times=2)

    for client in (api(), api(uuid7()), api(other.id)):
        assert [client.get(path).status_code for path in paths] == [404, 404]
        assert [each["id"] for each in client.get("/api/v1/users/").json()["results"]] == [str(other.id)]
        batch = client.get(f"/api/v1/users/?ids={profile.id},{other.id}").json()
        assert [each["id"] for each in batch["results"]] == [str(other.id)]
        assert batch["unknown"] == [str(profile.id)]
    assert api(other.id).patch(paths[0], {"bio": "x"}).status_code == 404
    deliver(AccountStateChanged(**event, state="active", version=3))
    assert [api().get(path).status_code for path in paths] == [200, 200]


@pytest.fixture
def illustrated(api, stored):  # noqa: F811
    """A profile with an avatar and a banner."""
    profile = ProfileFactory(username="gone")
    files = {name: upload(content(pixels())) for name in ("avatar", "banner")}
    assert api(profile.id).patch(ME, files, format="multipart").status_code == 200
    return profile


def of_state(profile, state, version):
    return AccountStateChanged(account_id=profile.id, changed_at=timezone.now(), state=state, version=version)


def names_of(profile):
    """The names under which the gateway serves the pictures."""
    return sorted(f"{picture.path}/{size}.webp" for picture in Picture.objects.all() for size in SIZES)


SIZES = ("large", "medium", "small")


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_its_pictures_cannot_be_fetched_and_come_back(illustrated, deliver, run_jobs, stored, times, state):  # noqa: F811
    before = names_of(illustrated)
    assert stored() == before

    deliver(of_state(illustrated, state, 2), times=times)
    run_jobs()
    for _ in range(times):
        pictures_hide_or_show(str(illustrated.id), {})

    assert len(stored()) == 6
    assert not set(stored()) & set(before)
    deliver(of_state(illustrated, "active", 3), times=times)
    run_jobs()
    assert (stored(), Picture.objects.exclude(hidden_as=None).count()) == (before, 0)


def test_the_newest_state_counts_in_any_order(illustrated, deliver, run_jobs, stored):  # noqa: F811
    deliver(of_state(illustrated, "active", 3))
    deliver(of_state(illustrated, "suspended", 2))
    run_jobs()

    assert stored() == names_of(illustrated)


def test_a_move_that_was_interrupted_is_completed(illustrated, deliver, run_jobs, stored, tmp_path):  # noqa: F811
    deliver(of_state(illustrated, "suspended", 2))
    assert pictures_hide_or_show(str(illustrated.id), {}) == {}  # the names are chosen
    picture = Picture.objects.first()
    half = tmp_path / f"{picture.path}/{picture.hidden_as.hex}-large.webp"
    half.write_bytes(b"half a file")
    whole = (tmp_path / f"{picture.path}/large.webp").read_bytes()

    run_jobs()

    assert (len(stored()), half.read_bytes()) == (6, whole)


def test_hidden_pictures_are_deleted_with_the_profile(illustrated, deliver, run_jobs, stored, api):  # noqa: F811
    deliver(of_state(illustrated, "suspended", 2))
    run_jobs()
    profile_erase(account_id=illustrated.id)
    run_jobs()

    assert (stored(), Picture.objects.count()) == ([], 0)


def test_pictures_of_an_account_whose_state_was_deleted_are_shown_again(illustrated, deliver, run_jobs, stored):  # noqa: F811
    deliver(of_state(illustrated, "suspended", 2))
    run_jobs()
    AccountState.objects.all().delete()

    pictures_recheck_all()
    run_jobs()

    assert stored() == names_of(illustrated)


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_G21_a_suspended_account_changes_nothing(illustrated, api, deliver, run_jobs, stored, emitted, state):  # noqa: F811
    deliver(of_state(illustrated, state, 2))
    run_jobs()
    before, events = stored(), emitted()

    answers = [
        api(illustrated.id).patch(ME, {"avatar": upload(content(pixels()))}, format="multipart"),
        api(illustrated.id).patch(ME, {"bio": "Still here."}),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(401, "session_ended")] * 2
    illustrated.refresh_from_db()
    assert (illustrated.bio, stored(), emitted()) == ("", before, events)


def test_counts_include_suspended_accounts_for_every_viewer_and_after_a_repair(api, deliver, counts):
    """A suspension ends no follow (ADR 60); only the erasure of an account does."""
    profile, spammer = ProfileFactory(), ProfileFactory()
    deliver(follow_changed(spammer.id, profile.id))
    deliver(follow_changed(profile.id, spammer.id))

    deliver(of_state(spammer, "suspended", 2))

    for viewer in (None, uuid7(), profile.id):
        shown = api(viewer).get(f"/api/v1/users/{profile.id}/").json()
        assert (shown["followers_count"], shown["following_count"]) == (1, 1)
    assert counts_differing(SUSPECTS) == []
    assert counts_repair() == {"follows": [], "posts": []}
    deliver(of_state(spammer, "active", 3))
    assert counts(profile.id) == (1, 1, 0)
    deliver(follow_changed(spammer.id, profile.id, "none", version=2))
    deliver(follow_changed(profile.id, spammer.id, "none", version=2))
    assert counts(profile.id) == (0, 0, 0)
