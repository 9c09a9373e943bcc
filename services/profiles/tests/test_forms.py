"""B20, F06, G12: hostile forms are refused with a problem document, change nothing, and leave no file."""

import gzip
import os
import tracemalloc

import pytest
from factories import ProfileFactory

from media.limits import MAX_BYTES
from media.models import Picture
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"
PNG = content(pixels())


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


@pytest.fixture(autouse=True)
def arriving(settings, tmp_path_factory):
    """Return what is in the folder of files that arrive."""
    folder = tmp_path_factory.mktemp("arriving")
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return lambda: [name for name in os.listdir(folder) if not name.endswith(".lock")]


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


def nameless(value: bytes = b"y") -> bytes:
    return b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\n' + value + b"\r\n"


END = b"--x--\r\n"
BIO = part("bio", b"New.")
AVATAR = part("avatar", PNG, '; filename="a.png"\r\nContent-Type: image/png')
FORM = "multipart/form-data; boundary=x"
REFUSED = {
    "F06-10000-parts": (b"".join(part(f"f{number}", b"") for number in range(10_000)) + END, FORM, 400),
    "F06-100000-fields": (b"".join(part(f"f{number}", b"") for number in range(100_000)) + END, FORM, 400),
    "F06-10000-files": (b"".join(part(f"f{n}", b"x", '; filename="f"') for n in range(10_000)) + END, FORM, 400),
    "F06-300000-files-without-a-name": (nameless() * 300_000 + END, FORM, 400),
    "F06-parts-without-a-header": (b"--x\r\n\r\n\r\n" * 100_000 + END, FORM, 400),
    "F06-no-closing-boundary": (BIO, FORM, 400),
    "F06-cut-off-in-a-text": (BIO[:-4], FORM, 400),
    "F06-cut-off-in-a-file": (BIO + AVATAR[:-100], FORM, 400),
    "F06-file-without-a-closing-boundary": (BIO + AVATAR, FORM, 400),
    "F06-a-long-text": (part("bio", b"x" * 300_000) + END, FORM, 413),
    "F06-a-large-file": (BIO + part("avatar", b"x" * (MAX_BYTES + 1), '; filename="a.png"') + END, FORM, 413),
    "F06-a-large-header": (part("bio", b"x", "; a=" + "y" * 100_000) + END, FORM, 400),
    "B20-no-boundary": (BIO + END, "multipart/form-data", 400),
    "B20-empty-boundary": (BIO + END, "multipart/form-data; boundary=", 400),
    "B20-two-boundaries": (BIO + END, "multipart/form-data; boundary=x; boundary=y", 400),
    "B20-another-boundary": (BIO + END, "multipart/form-data; boundary=y", 400),
    "B20-endless-boundary": (BIO + END, "multipart/form-data; boundary=" + "x" * 5000, 415),
    "B20-utf-7": (part("bio", b"+AGE-") + END, f"{FORM}; charset=utf-7", 415),
    "B20-utf-16": (part("bio", "New.".encode("utf-16")) + END, f"{FORM}; charset=utf-16", 415),
    "B20-utf-16-unsaid": (part("bio", "New.".encode("utf-16")) + END, FORM, 400),
    "B20-no-utf-8": (part("bio", b"caf\xe9") + END, FORM, 400),
    "B20-urlencoded": (b"bio=New.", "application/x-www-form-urlencoded", 415),
    "B20-missing-type": (BIO + END, "", 415),
    "B20-text": (BIO + END, "text/plain", 415),
    "B20-another-multipart": (BIO + END, "multipart/mixed; boundary=x", 415),
    "B20-json-as-a-form": (b'{"bio": "New."}', FORM, 400),
    "B20-form-as-json": (BIO + END, "application/json", 400),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_form_is_refused_and_changes_nothing(api, files, arriving, emitted, case):
    body, content_type, status = REFUSED[case]
    profile = ProfileFactory(bio="Old.")

    response = api(profile.id).generic("PATCH", ME, body, content_type=content_type)

    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    profile.refresh_from_db()
    assert (profile.bio, emitted(), files(), arriving(), Picture.objects.count()) == ("Old.", [], [], [], 0)


def test_B20_a_compressed_form_is_not_unpacked(api, files):
    bomb = gzip.compress(part("bio", b"x" * 50_000_000) + END)

    response = api(ProfileFactory().id).generic("PATCH", ME, bomb, content_type=FORM, HTTP_CONTENT_ENCODING="gzip")

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    accepted = "JSON in UTF-8 as application/json or a form in UTF-8 as multipart/form-data"
    assert response.json()["detail"] == f"Send {accepted}, not compressed."


@pytest.mark.parametrize("case", ["F06-100000-fields", "F06-300000-files-without-a-name", "F06-a-large-file"])
def test_a_hostile_form_takes_little_memory(api, case):
    body, content_type, _ = REFUSED[case]
    client = api(ProfileFactory().id)
    client.get(ME)
    tracemalloc.start()
    try:
        client.generic("PATCH", ME, body, content_type=content_type)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 2 * len(body) + 8 * 1024 * 1024


NAMES = [
    *("../../x.png", "..\\..\\x.png", "/etc/passwd", "C:\\x.png", "CON", "..", ".", "x" * 300 + ".png", "a;b.png"),
    *(
        "a'b.png",
        "\u202egnp.a",
        "caf\u00e9.png",
        "\U0001f600.png",
        "a\nb.png",
        "a\x00.png",
        "%2e%2e%2fx.png",
        "&quot;.png",
    ),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"G12-{name[:20]!r}")
def test_the_name_of_a_file_is_of_no_interest(api, files, name):
    more = f'; filename="{name}"\r\nContent-Type: image/png'
    body = part("avatar", PNG, more) + END

    response = api(ProfileFactory().id).generic("PATCH", ME, body, content_type=FORM)

    assert response.status_code == 200, response.content
    folder = Picture.objects.get().path
    assert response.json()["avatar"]["small"].endswith(f"/media/{folder}/small.webp")
    assert files() == [f"{folder}/{size}.webp" for size in ("large", "medium", "small")]


@pytest.mark.parametrize("text", ["caf\u00e9", "\U0001f600", "\ufffd", ""])
def test_texts_of_a_form_are_kept_as_they_were_sent(api, text):
    response = api(ProfileFactory().id).generic("PATCH", ME, part("bio", text.encode()) + END, content_type=FORM)

    assert (response.status_code, response.json()["bio"]) == (200, text)


def test_a_field_with_a_name_in_unicode_is_named_in_the_refusal(api):
    body = part("gr\u00f6\u00dfe", b"1") + part("bild\u00e9", b"1", '; filename="a"') + END

    response = api(ProfileFactory().id).generic("PATCH", ME, body, content_type=FORM)

    assert {fault["field"] for fault in response.json()["errors"]} == {"gr\u00f6\u00dfe", "bild\u00e9"}


@pytest.mark.parametrize("ending", [b"--x--", b"--x--\r\n", b"--x--\r\n\r\n", b"--x--\n"])
def test_a_body_may_end_with_line_breaks(api, ending):
    response = api(ProfileFactory().id).generic(
        "PATCH", ME, BIO + ending, content_type='multipart/form-data; boundary="x"'
    )

    assert (response.status_code, response.json()["bio"]) == (200, "New.")
