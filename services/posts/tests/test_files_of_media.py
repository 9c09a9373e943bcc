"""The files of media: who may fetch them, as what they are served, and addresses that others made (D19, G11, G12)."""

import io
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factories import FollowFactory, MediumFactory, PersonFactory, PostFactory, follow_changed

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.accounts import AccountStateChanged
from contracts.social_graph import BlockChanged
from media.limits import MAX_BYTES
from media.models import Picture
from media.testing.pictures import stored  # noqa: F401 - a fixture
from posts import addresses
from posts.models import Medium

pytestmark = pytest.mark.django_db
MEDIA = "/api/v1/media/"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


@pytest.fixture
def post():
    post = PostFactory(visibility="followers", author_id=PersonFactory().id)
    MediumFactory(post=post)
    return post


@pytest.fixture
def follower(post):
    follower = PersonFactory().id
    FollowFactory(follower_id=follower, followee_id=post.author_id)
    return follower


def address(api, reader, post) -> str:
    """Return the address of the small picture as a reader of the post gets it."""
    [medium] = api(reader).get(f"/api/v1/posts/{post.id}/").json()["media"]
    return medium["small"].removeprefix("https://kith.test")


def status(client, where: str) -> int:
    return client.get(where).status_code


def test_a_follower_fetches_what_the_gateway_is_told_to_serve(api, client, post, follower):
    response = client.get(address(api, follower, post))

    picture = Picture.objects.get()
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/_stored/{picture.path}/small.webp"
    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/webp", "inline")
    assert response["Cache-Control"] == "private, no-cache"


def test_what_everybody_may_see_may_be_kept_for_a_minute(api, client):
    post = PostFactory()
    MediumFactory(post=post)

    found = client.get(address(api, None, post))
    own = client.get(address(api, post.author_id, post))

    assert (found.status_code, own.status_code) == (200, 200)
    assert found["Cache-Control"] == own["Cache-Control"] == "public, max-age=60"


def unfollow(post, follower, api, deliver):
    deliver(follow_changed(follower, post.author_id, state="none", version=2))


def block(post, follower, api, deliver):
    block = {"blocker_id": post.author_id, "blocked_id": follower, "state": "active", "version": 1}
    deliver(BlockChanged(**block, changed_at=timezone.now()))


def suspend(post, follower, api, deliver):
    deliver(AccountStateChanged(account_id=follower, state="suspended", version=2, changed_at=timezone.now()))


def narrow(post, follower, api, deliver):
    assert api(post.author_id).patch(f"/api/v1/posts/{post.id}/", {"visibility": "private"}).status_code == 200


@pytest.mark.parametrize("end", [unfollow, block, suspend, narrow])
def test_D19_an_address_ends_with_the_access(api, client, post, follower, deliver, end):
    where = address(api, follower, post)
    assert status(client, where) == 200

    end(post, follower, api, deliver)

    assert status(client, where) == 404


def test_D19_an_address_ends_with_the_post(api, client, post, follower):
    where, own = address(api, follower, post), address(api, post.author_id, post)

    assert api(post.author_id).delete(f"/api/v1/posts/{post.id}/").status_code == 204

    assert [status(client, where), status(client, own)] == [404, 404]


@pytest.mark.parametrize(
    "forge",
    [
        lambda where, other: where.replace("/small?", "/large?").replace("signature=", "signature=x"),
        lambda where, other: re.sub(r"viewer=[^&]+", f"viewer={other}", where),
        lambda where, other: re.sub(r"until=(\d+)", "until=9999999999", where),
        lambda where, other: re.sub(r"until=(\d+)", "until=x", where),
        lambda where, other: re.sub(r"posts/[^/]+", f"posts/{other}", where),
        lambda where, other: re.sub(r"&signature=.*", "", where),
        lambda where, other: re.sub(r"viewer=[^&]+&", "", where),
        lambda where, other: where.partition("?")[0],
        lambda where, other: where.replace("/small?", "/file?"),
        lambda where, other: where.replace("/small?", "/original?"),
        lambda where, other: where + "&viewer=" + str(other),
        lambda where, other: where.replace("signature=", "signature=%C3%A9"),
    ],
)
def test_D19_an_address_that_was_changed_is_not_found(api, client, post, follower, forge):
    assert status(client, forge(address(api, follower, post), uuid7())) == 404


def test_D19_an_address_ends_after_five_minutes_at_most(api, client, post, follower, monkeypatch):
    where = address(api, follower, post)
    until = int(parse_qs(urlsplit(where).query)["until"][0])
    now = timezone.now().timestamp()
    assert 150 <= until - now <= 300

    monkeypatch.setattr(addresses.time, "time", lambda: until - 1)
    assert status(client, where) == 200
    monkeypatch.setattr(addresses.time, "time", lambda: until)
    assert status(client, where) == 404


def test_a_medium_without_a_post_is_its_owners_alone(api, client):
    medium = MediumFactory()

    own = api(medium.owner_id).get(f"{MEDIA}{medium.id}/").json()["small"].removeprefix("https://kith.test")

    assert status(client, own) == 200
    assert status(client, re.sub(r"viewer=[^&]+&", "", own)) == 404


def sent(client, body: bytes, name: str = "a file", media_type: str = "application/octet-stream"):
    return client.post(MEDIA, {"file": SimpleUploadedFile(name, body, media_type)}, format="multipart")


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "words")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(PDF, "application/pdf"), (zipped("a.txt"), "application/zip"), ("Grüße".encode(), "text/plain")],
    ids=["pdf", "zip", "text"],
)
def test_a_document_is_a_download_of_the_type_that_it_is(api, client, files, tmp_path, body, media_type):
    owner = api(uuid7())
    response = sent(owner, body, "notes.exe")

    shown = response.json()
    assert (response.status_code, shown["kind"], shown["media_type"], shown["name"]) == (
        *(201, "file"),
        *(media_type, "notes.exe"),
    )
    assert [shown[name] for name in ("small", "medium", "large", "width", "height", "blurhash")] == [None] * 6
    assert shown["bytes"] == len(body)
    found = client.get(shown["url"].removeprefix("https://kith.test"))
    assert found["Content-Type"] == media_type
    assert found["Content-Disposition"] == 'attachment; filename="notes.exe"'
    [file] = files()
    assert found["X-Accel-Redirect"] == f"/_stored/{file}"
    assert (tmp_path / file).read_bytes() == body


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x", "x"),
        ("..\\x", "x"),
        ("/etc/passwd", "passwd"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("a\u202etxt.pdf", "atxt.pdf"),
        ("a\u0007b", "ab"),
        ('a";b%22.pdf', "a__b_22.pdf"),
        ("Übersicht — 漢字.pdf", "Übersicht — 漢字.pdf"),
        ("...", "upload"),
        (" ", "upload"),
    ],
)
def test_G12_the_name_of_a_download_is_safe(api, client, name, kept):
    body = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name.replace(chr(34), "%22")}"\r\n\r\n'
    body = body.replace("%22;", '\\";') if name.startswith('a"') else body
    content = body.encode() + PDF + b"\r\n--x--\r\n"

    response = api(uuid7()).generic("POST", MEDIA, content, content_type="multipart/form-data; boundary=x")

    assert (response.status_code, response.json()["name"]) == (201, kept)
    said = client.get(response.json()["url"].removeprefix("https://kith.test"))["Content-Disposition"]
    assert said.startswith("attachment; filename")
    assert re.fullmatch(r"[ -~]+", said)


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "application/zip", "file_not_supported"),
        (zipped("AndroidManifest.xml", "classes.dex"), "application/zip", "file_not_supported"),
        (zipped("META-INF/MANIFEST.MF"), "application/zip", "file_not_supported"),
        (zipped("mimetype"), "application/zip", "file_not_supported"),
        (zipped("a.txt")[:-30], "application/zip", "file_damaged"),
        (b"PK\x03\x04" + b"x" * 100, "application/zip", "file_damaged"),
        (zipped(*(f"{'n' * 100}{number}" for number in range(7000))), "application/zip", "file_not_supported"),
        (b"<svg onload=alert(1)>", "text/plain", "file_not_supported"),
        (b"\xef\xbb\xbf <!doctype html>", "text/plain", "file_not_supported"),
        (b"MZ\x90\x00\x03", "application/octet-stream", "file_not_supported"),
        (b"caf\xe9 au lait", "text/plain", "file_not_supported"),
        (b"plain", "text/html", "file_not_supported"),
        (PDF, "image/png", "file_not_supported"),
        (b"", "text/plain", "file_damaged"),
        (b"BM" + b"\x00" * 60, "image/bmp", "file_not_supported"),
    ],
)
def test_G02_G03_G09_G11_what_is_not_accepted_leaves_nothing(api, files, body, media_type, code):
    response = sent(api(uuid7()), body, "a.pdf", media_type)

    assert (response.status_code, response.json()["code"]) == (400 if code == "file_damaged" else 415, code)
    assert faults_of(response) == [("file", code)]
    assert (files(), Picture.objects.count(), Medium.objects.count()) == ([], 0, 0)


def test_G14_an_account_has_a_hundred_unattached_media_at_most(api, files):
    owner = PersonFactory().id
    MediumFactory.create_batch(100, owner_id=owner)

    response = sent(api(owner), PDF)

    assert (response.status_code, response.json()["code"]) == (409, "too_many_unattached_media")
    assert (Medium.objects.count(), files()) == (100, [])
    Medium.objects.filter(id=Medium.objects.first().id).delete()
    assert sent(api(owner), PDF).status_code == 201


def test_G22_R46_a_full_disk_refuses_uploads_and_leaves_no_medium(api, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "a file")
    (tmp_path / "a file").write_text("in the way")

    response = sent(api(uuid7()), PDF)

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert Medium.objects.count() == 0


@pytest.mark.parametrize(("address", "field"), [(MEDIA, "file"), ("/api/v1/posts/", "media")])
@pytest.mark.parametrize(("start", "media_type"), [(b"Notes.", "text/plain"), (b"\x89PNG\r\n\x1a\n", "image/png")])
def test_a_file_with_more_than_10_mb_is_refused_by_its_size_whatever_it_is(api, address, field, start, media_type):
    file = SimpleUploadedFile("notes.txt", start + b"x" * MAX_BYTES, media_type)

    response = api(PersonFactory().id).post(address, {field: file}, format="multipart")

    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert faults_of(response) == [(field, "file_too_heavy")]
    assert (Medium.objects.count(), Picture.objects.count()) == (0, 0)
