"""Pictures of a profile: sent in a form, shown by addresses, replaced and removed."""

import os
import re
import resource
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from factories import ProfileFactory
from PIL import Image

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.profiles import ProfileUpdated
from media.checking import picture_encode
from media.limits import MAX_BYTES
from media.models import Picture
from media.services import picture_store, pictures_sweep
from media.shapes import AVATAR
from media.testing.pictures import content, pixels, stored, upload, uploaded  # noqa: F401 - a fixture
from profiles.models import Profile

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"
SIZES = ("large", "medium", "small")


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


def send(client, method="patch", address=ME, **fields):
    return getattr(client, method)(address, fields, format="multipart")


def folder_of(shown) -> str:
    return re.fullmatch(r"https://kith\.test/media/(profiles/[0-9a-f]{2}/[0-9a-f]{32})/small\.webp", shown["small"])[1]


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("name", ["avatar", "banner"])
def test_a_picture_is_kept_in_three_sizes(api, files, method, name):
    client = api(ProfileFactory().id)

    response = send(client, method, **{name: upload(content(pixels()))}, bio="With a picture.")

    assert response.status_code == 200, response.json()
    assert response.json()["bio"] == "With a picture."
    shown = response.json()[name]
    folder = folder_of(shown)
    assert shown == {
        **{size: f"https://kith.test/media/{folder}/{size}.webp" for size in SIZES},
        "blurhash": shown["blurhash"],
    }
    assert re.fullmatch(r"\S{28}", shown["blurhash"])
    assert files() == [f"{folder}/{size}.webp" for size in SIZES]
    assert api().get(f"/api/v1/users/{Profile.objects.get().id}/").json()[name] == shown
    assert Picture.objects.get().state == "kept"


def test_the_card_of_the_profile_carries_the_picture(api, emitted):
    profile = ProfileFactory(username="ada")

    shown = send(api(profile.id), avatar=upload(content(pixels()))).json()["avatar"]

    card = ProfileUpdated(
        account_id=profile.id,
        username="ada",
        display_name="ada",
        avatar=folder_of(shown),
        avatar_blurhash=shown["blurhash"],
        hides_connections=False,
        is_discoverable=True,
        version=1,
    )
    assert emitted() == [card]


def test_the_old_name_of_the_field_works(api):
    client = api(ProfileFactory().id)

    assert send(client, profile_picture=upload(content(pixels()))).json()["avatar"] is not None


def test_a_square_is_cut_out_and_a_banner_is_not(api, files, tmp_path):
    client = api(ProfileFactory().id)

    shown = send(client, avatar=upload(content(pixels(300, 200))), banner=upload(content(pixels(300, 200)))).json()

    sizes = {name: Image.open(tmp_path / folder_of(shown[name]) / "large.webp").size for name in ("avatar", "banner")}
    assert sizes == {"avatar": (200, 200), "banner": (300, 200)}


def test_a_replaced_picture_is_deleted(api, files, run_jobs):
    client = api(ProfileFactory().id)
    old = folder_of(send(client, avatar=upload(content(pixels()))).json()["avatar"])

    new = folder_of(send(client, avatar=upload(content(pixels(colour="blue")))).json()["avatar"])

    assert old != new
    assert run_jobs() == 1
    assert files() == [f"{new}/{size}.webp" for size in SIZES]
    assert Picture.objects.get().path == new


@pytest.mark.parametrize("body", [{"avatar": None}, {"profile_picture": None}])
def test_null_removes_a_picture(api, emitted, files, run_jobs, body):
    client = api(ProfileFactory().id)
    send(client, avatar=upload(content(pixels())))

    assert client.patch(ME, body).json()["avatar"] is None

    run_jobs()
    assert (files(), Picture.objects.count()) == ([], 0)
    assert [event.avatar is None for event in emitted()] == [False, True]


def test_an_empty_text_of_a_form_removes_a_picture_and_a_birth_date(api):
    client = api(ProfileFactory(birth_date="1990-05-06").id)
    send(client, avatar=upload(content(pixels())))

    shown = send(client, avatar="", birth_date="").json()

    assert (shown["avatar"], shown["birth_date"]) == (None, None)


def test_a_profile_with_pictures_can_be_sent_back_as_it_was_read(api, emitted):
    client = api(ProfileFactory().id)
    shown = send(client, avatar=upload(content(pixels()))).json()

    assert client.put(ME, shown).json() == shown

    assert {event.avatar for event in emitted()} == {folder_of(shown["avatar"])}
    assert [picture.state for picture in Picture.objects.all()] == ["kept"]


def test_a_form_takes_every_field(api):
    sent = {"display_name": "Ada", "website": "https://ada.example", "birth_date": "1990-05-06"}

    shown = send(api(uuid7()), **sent, fields='[{"name": "Work", "value": "Engine"}]').json()

    assert {name: shown[name] for name in sent} == sent
    assert shown["fields"] == [{"name": "Work", "value": "Engine"}]


@pytest.mark.parametrize("text", ["x", "{}", '{"a": 1, "a": 2}', "[" * 100])
def test_a_list_in_a_form_is_json(api, text):
    response = send(api(uuid7()), fields=text)

    assert (response.status_code, faults_of(response)) == (400, [("fields", "not_a_list")])


@pytest.mark.parametrize("value", ["", "x", 7, True, ["a"]])
def test_json_cannot_hold_a_picture(api, value):
    profile = ProfileFactory()

    response = api(profile.id).patch(ME, {"avatar": value, "bio": "New."})

    assert (response.status_code, faults_of(response)) == (400, [("avatar", "invalid")])
    profile.refresh_from_db()
    assert profile.bio == ""


def test_every_fault_of_a_form_is_reported_and_no_picture_is_kept(api, files):
    response = send(api(uuid7()), avatar=upload(content(pixels())), bio="x" * 501, colour="red")

    assert response.status_code == 400
    assert faults_of(response) == [("bio", "max_length"), ("colour", "unknown")]
    assert (files(), Picture.objects.count()) == ([], 0)


SVG = (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        (
            {"banner": SVG, "avatar": (b"\x89", "image/png"), "bio": "x" * 501, "website": "no"},
            [
                ("bio", "max_length"),
                ("website", "invalid"),
                ("avatar", "picture_damaged"),
                ("banner", "picture_not_supported"),
            ],
        ),
        ({"banner": SVG, "avatar": SVG}, [("avatar", "picture_not_supported"), ("banner", "picture_not_supported")]),
        ({"colour": "red", "profile_picture": SVG}, [("avatar", "picture_not_supported"), ("colour", "unknown")]),
    ],
)
def test_the_faults_of_pictures_are_reported_with_the_others_in_the_order_of_the_fields(api, files, fields, faults):
    profile = ProfileFactory(bio="Old.")
    sent = {name: upload(*value) if isinstance(value, tuple) else value for name, value in fields.items()}

    response = send(api(profile.id), **sent)

    assert (response.status_code, response.json()["code"], faults_of(response)) == (400, "invalid", faults)
    profile.refresh_from_db()
    assert (profile.bio, files(), Picture.objects.count()) == ("Old.", [], 0)


def test_a_good_picture_is_not_kept_beside_a_bad_one(api, files):
    response = send(api(ProfileFactory().id), avatar=upload(content(pixels())), banner=upload(*SVG))

    assert (response.status_code, response.json()["code"]) == (415, "picture_not_supported")
    assert (files(), Picture.objects.count()) == ([], 0)


def test_anothers_profile_gets_no_picture(api, files):
    response = send(api(uuid7()), address=f"/api/v1/users/{ProfileFactory().id}/", avatar=upload(content(pixels())))

    assert (response.status_code, response.json()["code"]) == (403, "not_your_profile")
    assert (files(), Picture.objects.count()) == ([], 0)


REFUSED = [
    ("an empty file", b"", "image/png", 400, "picture_damaged"),
    ("one byte", b"\x89", "image/png", 400, "picture_damaged"),
    ("a text", b"no picture at all", "image/png", 415, "picture_not_supported"),
    ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415, "picture_not_supported"),
    ("another type", content(pixels(), "WEBP"), "image/png", 415, "picture_not_supported"),
    ("cut off", content(pixels(), "JPEG")[:400], "image/jpeg", 400, "picture_damaged"),
    ("too heavy", b"\x89PNG\r\n\x1a\n" + b"x" * MAX_BYTES, "image/png", 413, "too_large"),
    ("too many pixels", content(Image.new("1", (16_000, 2_501)), "PNG"), "image/png", 400, "picture_too_large"),
]


@pytest.mark.parametrize(("what", "body", "media_type", "status", "code"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_no_picture_is_refused_and_changes_nothing(api, files, emitted, what, body, media_type, status, code):
    profile = ProfileFactory(bio="Old.")

    response = send(api(profile.id), avatar=upload(body, media_type), bio="New.")

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert faults_of(response) == [("avatar", "picture_too_heavy" if code == "too_large" else code)]
    profile.refresh_from_db()
    assert (profile.bio, files(), emitted(), Picture.objects.count()) == ("Old.", [], [], 0)


def test_a_picture_that_nothing_refers_to_is_swept_away(api, files, run_jobs):
    with uploaded(content(pixels()), "image/png") as file:
        encoded = picture_encode(file=file, shape=AVATAR, field="avatar")
    picture_store(owner_id=ProfileFactory().id, encoded=encoded)  # and the process dies
    left = Picture.objects.filter(state="new")

    pictures_sweep()
    run_jobs()
    assert (left.count(), len(files())) == (1, 3)
    left.update(created_at="2026-01-01T00:00:00Z")
    pictures_sweep()
    run_jobs()

    assert (files(), Picture.objects.count()) == ([], 0)


@pytest.mark.parametrize("count", [1, 10])
def test_listing_profiles_with_pictures_costs_the_same_queries(api, django_assert_num_queries, count):
    for _ in range(count):
        avatar = Picture.objects.create(owner_id=uuid7(), width=1, height=1, blurhash="L", state="kept")
        ProfileFactory(avatar_picture=avatar)
    client = api(uuid7())
    client.get("/api/v1/users/")

    with django_assert_num_queries(1):
        shown = client.get("/api/v1/users/").json()["results"]

    assert [each["avatar"]["blurhash"] for each in shown] == ["L"] * count


def test_no_temporary_file_is_left(api, settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("uploads")
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    client = api(ProfileFactory().id)

    send(client, avatar=upload(content(pixels())))
    send(client, avatar=upload(b"x" * (MAX_BYTES + 1)))

    assert os.listdir(folder) == ["profiles-encoder.lock"]


@contextmanager
def files_of_at_most(size):
    """Let the system refuse longer files of this process, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [6000, 300_000], ids=["buffered", "written"])
def test_G22_a_form_that_the_disk_does_not_take_changes_nothing(api, files, settings, tmp_path_factory, size, emitted):
    folder = tmp_path_factory.mktemp("uploads")
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    client = api(ProfileFactory(bio="Kept.").id)

    with files_of_at_most(4096):
        response = send(client, avatar=upload(b"x" * size), bio="Lost.")

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"] == "30"
    assert (os.listdir(folder), files(), Picture.objects.count(), emitted()) == ([], [], 0, [])
    assert Profile.objects.get().bio == "Kept."


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_and_a_field_occur_once(api, times):
    parts = [upload(content(pixels()), name=f"{n}.png") for n in range(times)]

    response = api(ProfileFactory().id).patch(ME, {"avatar": parts}, format="multipart")

    assert response.status_code == (200 if times == 1 else 400)


def test_the_gateway_lets_through_what_the_service_takes(settings):
    uploads = (Path(__file__).parents[3] / "gateway" / "templates" / "uploads.conf").read_text()

    assert f"client_max_body_size {settings.MAX_UPLOAD_BYTES >> 20}m;" in uploads


def test_ids_of_pictures_cannot_be_guessed(api):
    shown = send(api(ProfileFactory().id), avatar=upload(content(pixels()))).json()["avatar"]

    assert UUID(folder_of(shown)[-32:]).version == 4


def test_one_account_keeps_the_decoder_busy_for_a_while_at_most(api, settings):
    settings.LIMIT_SCALE = 0.05
    profile = ProfileFactory(username="ada")
    client = api(profile.id, username="ada")
    addresses = [ME, f"/api/v1/users/{profile.id}/", "/api/v1/users/@ada/"]

    assert [client.patch(address, {}).status_code for address in addresses] == [200] * 3
    refused = send(client, avatar=upload(content(pixels())))

    assert (refused.status_code, refused.headers["RateLimit-Policy"]) == (429, '"profile";q=3;w=3600')
    assert Picture.objects.count() == 0
    assert client.get(ME).status_code == 200
