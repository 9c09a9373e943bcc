"""Pictures through the gateway: what is served and how, and the larger bodies in which they come."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from gateway.testing import Nginx
from gateway.testing.services import Answer, Recorded
from runtime.waiting import wait_until
from tests.gateway.files import file_headers
from tests.gateway.problems import assert_problem

FOLDER = "profiles/0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8"
ADDRESS = f"/media/{FOLDER}/small.webp"
CONTENT = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"x" * 2000
MEGA = 1024 * 1024
ME = "/api/v1/users/me/"
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
"""Only forms have files, so other bodies are limited like those of any route."""


@pytest.fixture
def kept(gateway) -> Path:
    """A picture in the folder that the gateway serves."""
    folder = gateway.volatile / "media" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "small.webp"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def token(bearer) -> dict[str, str]:
    return bearer()


def test_a_picture_is_served_for_long_and_as_nothing_else(client, kept, reached):
    response = client.get(ADDRESS)

    assert (response.status_code, response.content) == (200, CONTENT)
    assert file_headers(response) == {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert reached() == []


def test_a_picture_that_was_deleted_is_gone_at_once(client, kept):
    assert client.get(ADDRESS).status_code == 200
    kept.unlink()

    assert_problem(client.get(ADDRESS), 404, "unknown_address")


@pytest.mark.parametrize(
    "address",
    [
        *("/media/", "/media", f"/media/{FOLDER}/", f"/media/{FOLDER}/tiny.webp", f"/media/{FOLDER}/small.webp.txt"),
        *("/media../keys/", "/media/%2e%2e/keys/", f"/media/{FOLDER}/..%2fsmall.webp", "/media/profiles/../keys"),
        f"/media/{FOLDER.upper()}/small.webp",
    ],
)
def test_nothing_else_is_in_the_folder(client, kept, address):
    assert client.get(address).status_code in (400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_picture_is_only_read(client, kept, method):
    response = client.request(method, ADDRESS)

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert kept.exists()


@pytest.mark.parametrize(
    ("ranges", "status"),
    [
        *[("bytes=0-3", 206), ("bytes=-5", 206), ("bytes=99999-", 416), ("bytes=5-2", 416), ("bytes=a-b", 416)],
        *[("bytes=" + ",".join(["0-1"] * 1000), 200), ("bytes=" + ",".join(["0-1"] * 10_000), 431)],
    ],
    ids=lambda value: str(value)[:20],
)
def test_G19_ranges_are_bounded(client, kept, ranges, status):
    response = client.get(ADDRESS, headers={"Range": ranges})

    assert response.status_code == status
    if status < 300:
        assert len(response.content) <= len(CONTENT)


def test_a_route_that_takes_files_takes_a_larger_body(client, token, services):
    body = b"x" * (20 * MEGA)

    response = client.patch(ME, content=body, headers=token | FORM)

    assert response.status_code == 200
    [request] = services["profiles"].requests
    assert (request.target, request.body == body) == (ME, True)


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_above_its_limit_is_refused(client, token, reached, is_chunked):
    body = b"x" * (22 * MEGA)

    response = client.patch(ME, content=iter([body]) if is_chunked else body, headers=token | FORM)

    assert_problem(response, 413, "too_large")
    assert reached() == []


def test_other_routes_take_no_larger_body(client, token, reached):
    response = client.post("/api/v1/groups/", content=b"x" * MEGA, headers=token)

    assert_problem(response, 413, "too_large")
    assert reached() == []


def test_a_larger_body_without_a_token_does_not_arrive(client, reached):
    response = client.patch(ME, content=b"x" * (20 * MEGA), headers=FORM)

    assert response.status_code == 401
    assert reached() == []


def test_nobody_reaches_the_inner_addresses(client, reached):
    for address in ("/_upload/api/v1/users/me/", "/_profiles/upload"):
        assert client.get(address).status_code == 404
    assert reached() == []


def open_files(gateway: Nginx) -> Iterator[Path]:
    """The files that nginx has open; those of bodies have no name any more."""
    for worker in gateway.workers:
        yield from Path(f"/proc/{worker}/fd").iterdir()


def test_a_large_body_that_is_no_form_is_refused_where_files_are_taken(client, token, reached):
    response = client.patch(ME, content=b"x" * MEGA, headers=token)

    assert_problem(response, 413, "too_large")
    assert reached() == []


def test_bodies_with_files_are_collected_on_disk(gateway, client, token, services):
    folder, seen = str(gateway.volatile / "uploads"), []

    def look(_: Recorded) -> Answer:
        seen.extend(file.stat().st_size for file in open_files(gateway) if os.readlink(file).startswith(folder))
        return Answer()

    services["profiles"].behaviour = look
    client.patch(ME, content=b"x" * MEGA, headers=token | FORM)

    assert seen == [MEGA]


@pytest.mark.parametrize("size", [MEGA, 20 * MEGA])
def test_a_disk_that_takes_no_body_is_answered_503(gateway, client, token, reached, size):
    folder = gateway.volatile / "uploads"
    mode = folder.stat().st_mode
    folder.chmod(0)
    try:
        response = client.patch(ME, content=b"x" * size, headers=token | FORM)
    finally:
        folder.chmod(mode)

    assert_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"]
    assert reached() == []
    # The second connection: nginx ends the first one, whose body it has not read, after it has said keep-alive.
    again = httpx.patch(gateway.url + ME, content=b"x" * size, headers=token | FORM, verify=False)
    assert again.status_code == 200


def test_an_address_fills_the_disk_with_ten_bodies_at_most(gateway, client, token):
    head = f"PATCH {ME} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {token['Authorization']}\r\n"
    head += f"Content-Type: {FORM['Content-Type']}\r\n"
    start = f"{head}Content-Length: {MEGA}\r\n\r\n".encode() + b"x" * 1000
    with ExitStack() as stalled:

        def stall() -> None:
            connection = stalled.enter_context(socket.create_connection(("127.0.0.1", gateway.port)))
            connection.sendall(start)

        def is_full() -> bool:
            if '"gateway-uploads"' in client.patch(ME, headers=token | FORM).headers.get("RateLimit", ""):
                return True
            stall()  # limits of requests, which other tests use up, may have refused one of the ten
            return False

        for _ in range(10):
            stall()
        wait_until(is_full)
        refused, read = client.patch(ME, headers=token | FORM), client.get(ME, headers=token)

    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["RateLimit"] == '"gateway-uploads";r=0;t=1'
    assert refused.headers["RateLimit-Policy"] == '"gateway-uploads";q=10;qu="concurrent-requests"'
    assert read.status_code == 200
    wait_until(lambda: client.patch(ME, headers=token | FORM).status_code == 200)
