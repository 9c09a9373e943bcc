"""Media of posts through the gateway: the posts service decides at each request, and names the file that is served."""

from pathlib import Path

import pytest

from gateway.testing.services import Answer
from tests.gateway.files import file_headers
from tests.gateway.problems import assert_problem

MEDIUM = "019c1b2a-3d4e-7f60-8182-93a4b5c6d7e8"
ADDRESS = f"/media/posts/{MEDIUM}/small?until=1&signature=x"
FOLDER = "posts/0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8"
CONTENT = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"x" * 2000
ALLOWED = {"Content-Type": "image/webp", "Cache-Control": "private, no-cache", "Content-Disposition": "inline"}


@pytest.fixture
def folder(gateway) -> Path:
    """A folder with the files of a picture and of a document."""
    folder = gateway.volatile / "media" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.webp").write_bytes(CONTENT)
    (folder / "original.bin").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture
def allow(folder, services):
    """Let the posts service answer each request for a file with this one."""

    def answer(name: str = f"{FOLDER}/small.webp", **headers: str) -> None:
        headers = {**ALLOWED, **headers, "X-Accel-Redirect": f"/_stored/{name}"}
        services["posts"].behaviour = lambda _: Answer(body=b"", headers=headers)

    answer()
    return answer


def test_the_service_is_asked_and_the_file_is_served(client, allow, services):
    response = client.get(ADDRESS)

    assert (response.status_code, response.content) == (200, CONTENT)
    assert file_headers(response) == {
        **ALLOWED,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert [request.target for request in services["posts"].requests] == [ADDRESS]


def test_a_document_is_served_as_the_service_says(client, allow):
    said = 'attachment; filename="a.pdf"'
    allow(f"{FOLDER}/original.bin", **{"Content-Type": "application/pdf", "Content-Disposition": said})

    response = client.get(ADDRESS.replace("small", "file"))

    assert response.content == b"%PDF-1.7"
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == ("application/pdf", said)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_service_refuses_is_like_an_unknown_address(client, folder, services, method):
    services["posts"].behaviour = lambda _: Answer(status=404, body=b"")

    response = client.request(method, ADDRESS)

    assert response.status_code == 404
    if method == "GET":
        assert_problem(response, 404, "unknown_address")


@pytest.mark.parametrize(
    "name",
    [
        *("keys/auth.pem", "profiles/0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8/small.webp", f"{FOLDER}/../../../keys"),
        *(f"{FOLDER}/", f"{FOLDER}/tiny.webp", f"{FOLDER}/small.webp.txt"),
    ],
)
def test_the_service_cannot_name_another_file(client, allow, name):
    allow(name)

    assert client.get(ADDRESS).status_code in (400, 404, 500, 502)


@pytest.mark.parametrize("address", [f"/_stored/{FOLDER}/small.webp", f"/media/{FOLDER}/small.webp", "/_posts/file"])
def test_nobody_reaches_a_file_without_the_service(client, allow, address, reached):
    assert client.get(address).status_code == 404
    assert reached() == []


def test_no_other_address_of_the_service_serves_a_file(client, allow):
    assert client.get("/api/v1/posts/").content == b""


@pytest.mark.parametrize(
    ("ranges", "status"),
    [("bytes=0-3", 206), ("bytes=-5", 206), ("bytes=99999-", 416), ("bytes=" + ",".join(["0-1"] * 1000), 200)],
    ids=lambda value: str(value)[:20],
)
def test_G19_ranges_are_bounded(client, allow, ranges, status):
    response = client.get(ADDRESS, headers={"Range": ranges})

    assert response.status_code == status
    if status < 300:
        assert len(response.content) <= len(CONTENT)


def test_what_the_client_has_is_not_sent_again_but_asked_for(client, allow, services):
    tag = client.get(ADDRESS).headers["ETag"]

    response = client.get(ADDRESS, headers={"If-None-Match": tag})

    assert (response.status_code, response.content) == (304, b"")
    assert len(services["posts"].requests) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_media_are_only_read(client, allow, method, reached):
    response = client.request(method, ADDRESS)

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert reached() == []
