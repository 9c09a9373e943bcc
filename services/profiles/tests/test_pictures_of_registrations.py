"""The picture that somebody has registered with: the auth service hands it over, once or several times."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from factories import ProfileFactory, registered

from chassis.ids import uuid7
from contracts.accounts import AccountStateChanged
from media import wire
from media.checking import picture_encode
from media.models import Picture
from media.shapes import AVATAR
from media.testing.pictures import content, pixels, stored, upload, uploaded  # noqa: F401 - a fixture
from personal_data.testing import erase_here
from profiles.models import Profile

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


@pytest.fixture(scope="module")
def picture():
    with uploaded(content(pixels()), "image/png") as file:
        return wire.to_json(picture_encode(file=file, shape=AVATAR, field="profile_picture"))


def offer(account_id, picture, secret=None):
    body = json.dumps({"account_id": str(account_id), "username": "ada", "picture": picture})
    headers = {"Authorization": f"Bearer {secret or settings.INTERNAL_SECRET}"}
    return Client().post("/internal/avatars/", body, "application/json", headers=headers)


@pytest.mark.parametrize("times", [1, 2])
def test_the_picture_of_a_registration_is_the_avatar(api, emitted, files, picture, times):
    account_id = uuid7()

    answers = [offer(account_id, picture) for _ in range(times)]

    assert [answer.json() for answer in answers] == [{"taken": True}, {"taken": False}][:times]
    shown = api(account_id, "ada").get(ME).json()["avatar"]
    assert shown["blurhash"] == picture["blurhash"]
    assert [(event.avatar in shown["small"], event.version) for event in emitted()] == [(True, 1)]
    assert len(files()) == 3


@pytest.mark.parametrize("is_first", [True, False])
def test_the_picture_and_the_event_of_a_registration_come_in_any_order(api, deliver, picture, is_first):
    account_id = uuid7()
    if is_first:
        offer(account_id, picture)

    deliver(registered(account_id, "ada", bio="Hello."))

    if not is_first:
        offer(account_id, picture)
    shown = api().get(f"/api/v1/users/{account_id}/").json()
    assert (shown["bio"], shown["avatar"]["blurhash"]) == ("Hello.", picture["blurhash"])


def test_a_picture_of_an_account_that_is_erased_goes_nowhere(files, picture, run_jobs):
    account_id = uuid7()
    offer(account_id, picture)
    erase_here(account_id, run_jobs=run_jobs)

    assert offer(account_id, picture).json() == {"taken": False}

    assert (Profile.objects.count(), Picture.objects.count(), files()) == (0, 0, [])


def test_a_picture_of_a_suspended_account_is_hidden_until_it_is_reinstated(deliver, files, picture, run_jobs):
    account_id = uuid7()
    event = {"account_id": account_id, "changed_at": timezone.now()}
    deliver(registered(account_id, "ada"))
    deliver(AccountStateChanged(**event, state="suspended", version=2))

    assert offer(account_id, picture).json() == {"taken": True}

    run_jobs()
    path = Picture.objects.get().path
    shown = [f"{path}/{size}.webp" for size in ("large", "medium", "small")]
    assert (len(files()), set(files()) & set(shown)) == (3, set())
    deliver(AccountStateChanged(**event, state="active", version=3))
    run_jobs()
    assert files() == shown


@pytest.mark.parametrize("sent", [{"avatar": None}, {"profile_picture": None}])
def test_a_picture_that_its_owner_has_removed_does_not_come_back(api, files, picture, run_jobs, sent):
    account_id = uuid7()
    offer(account_id, picture)
    client = api(account_id, "ada")
    client.patch(ME, sent)

    assert offer(account_id, picture).json() == {"taken": False}

    run_jobs()
    assert client.get(ME).json()["avatar"] is None
    assert (files(), Picture.objects.count()) == ([], 0)


def test_a_picture_that_its_owner_has_chosen_before_stays(api, picture):
    account_id = uuid7()
    client = api(account_id, "ada")
    chosen = client.patch(ME, {"avatar": upload(content(pixels(colour="blue")))}, format="multipart").json()["avatar"]

    assert offer(account_id, picture).json() == {"taken": False}
    assert client.get(ME).json()["avatar"] == chosen


def test_a_profile_with_a_picture_from_before_the_update_keeps_it(api, picture):
    profile = ProfileFactory(username="ada")
    api(profile.id).patch(ME, {"avatar": upload(content(pixels(colour="blue")))}, format="multipart")
    Profile.objects.update(has_chosen_avatar=False)

    assert offer(profile.id, picture).json() == {"taken": False}


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_comes_ten_times_at_once_is_taken_once(emitted, picture):
    account_id = uuid7()

    def offer_and_close(_):
        try:
            return offer(account_id, picture).json()["taken"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(offer_and_close, range(10)))

    assert sorted(answers) == [False] * 9 + [True]
    assert len(emitted()) == 1


def test_only_services_of_kith_may_hand_pictures_over(files, picture):
    answer = offer(uuid7(), picture, secret="guessed")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert (Profile.objects.count(), files()) == (0, [])


@pytest.mark.parametrize(
    "change",
    [
        {"sizes": {}},
        {"sizes": {"small": "x", "medium": "x", "large": "x"}},
        {"sizes": dict.fromkeys(("small", "medium", "large"), base64.b64encode(b"<svg>").decode())},
        {"width": -1},
        {"blurhash": "<script>"},
    ],
)
def test_what_is_no_picture_is_refused(files, picture, change):
    assert offer(uuid7(), picture | change).status_code == 400
    assert (Profile.objects.count(), files()) == (0, [])
