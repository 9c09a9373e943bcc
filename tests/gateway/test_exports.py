"""Archives of accounts through the gateway: served to somebody with a signed address, for some minutes."""

import base64
import hashlib
import time
from pathlib import Path

import pytest

from gateway.testing.nginx import EXPORT_SECRET
from tests.gateway.files import file_headers
from tests.gateway.problems import assert_problem

NAME = "0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8.zip"
OTHER = "0f/0f9c1b2a3d4e5f60718293a4b5c6d7e9.zip"
ADDRESS = f"/exports/{NAME}"
CONTENT = b"PK\x05\x06" + b"x" * 3000


@pytest.fixture
def kept(gateway) -> Path:
    """Archives in the folder that the gateway serves."""
    for name in (NAME, OTHER):
        file = gateway.volatile / "exports" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CONTENT)
    return gateway.volatile / "exports" / NAME


def signature(address: str, ends: int, secret: str = EXPORT_SECRET) -> str:
    digest = hashlib.md5(f"{ends} {address} {secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def signed(address: str = ADDRESS, *, seconds: int = 300, secret: str = EXPORT_SECRET) -> dict[str, str]:
    """Return the parameters of an address that ends in some seconds."""
    ends = int(time.time()) + seconds
    return {"expires": str(ends), "signature": signature(address, ends, secret)}


def test_an_archive_is_a_download_that_nobody_keeps(client, kept, reached):
    response = client.get(ADDRESS, params=signed())

    assert (response.status_code, response.content) == (200, CONTENT)
    assert file_headers(response) == {
        "Content-Type": "application/zip",
        "Content-Disposition": 'attachment; filename="kith-export.zip"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none';")
    assert reached() == []


def test_its_size_and_its_parts_can_be_asked_for(client, kept):
    head = client.head(ADDRESS, params=signed())
    part = client.get(ADDRESS, params=signed(), headers={"Range": "bytes=0-3"})
    beyond = client.get(ADDRESS, params=signed(), headers={"Range": "bytes=9999-"})
    many = client.get(ADDRESS, params=signed(), headers={"Range": "bytes=" + ",".join(["0-1"] * 1000)})

    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "3004", b"")
    assert (part.status_code, part.content) == (206, CONTENT[:4])
    assert beyond.status_code == 416
    assert (many.status_code, many.content) == (200, CONTENT)


def refused_parameters() -> dict[str, dict[str, str]]:
    good, later = signed(), str(int(time.time()) + 3600)
    return {
        "none": {},
        "no signature": {"expires": good["expires"]},
        "no end": {"signature": good["signature"]},
        "empty": {"expires": "", "signature": ""},
        "extended": {**good, "expires": later},
        "ended": signed(seconds=-1),
        "of another file": signed(f"/exports/{OTHER}"),
        "of another secret": signed(secret="another secret"),
        "without a secret": signed(secret=""),
        "forged": {**good, "signature": "A" * 22},
        "too short": {**good, "signature": good["signature"][:-1]},
        "with its end in another form": {**good, "expires": f"0{good['expires']}"},
    }


@pytest.mark.parametrize("kind", refused_parameters())
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_C16_an_address_that_is_not_signed_now_for_this_file_shows_nothing(client, kept, kind, method):
    response = client.request(method, ADDRESS, params=refused_parameters()[kind], headers={"Range": "bytes=0-3"})

    assert response.status_code == 404
    assert "Content-Disposition" not in response.headers
    if method == "GET":
        assert_problem(response, 404, "unknown_address")


def test_what_is_not_there_is_answered_like_what_is_not_signed(client, kept):
    kept.unlink()

    response = client.get(ADDRESS, params=signed())

    unsigned = client.get(ADDRESS)
    assert_problem(response, 404, "unknown_address")
    assert {**response.json(), "request_id": ""} == {**unsigned.json(), "request_id": ""}
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize(
    "address",
    [
        *("/exports/", "/exports", "/exports/0f/", f"/exports/{NAME}.txt", f"/exports/{NAME.upper()}"),
        *("/exports../exports.conf", "/exports/%2e%2e/exports.conf", f"/exports/0f/..%2f{NAME}", "/exports.conf"),
    ],
)
def test_nothing_else_is_in_the_folder(client, kept, address):
    assert client.get(address, params=signed(address)).status_code in (400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_archive_is_only_read(client, kept, method):
    response = client.request(method, ADDRESS, params=signed())

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert kept.exists()


def test_the_log_has_no_signature(gateway, client, kept):
    parameters = signed()
    client.get(ADDRESS, params=parameters)

    assert parameters["signature"] not in gateway.log.read_text()


def test_the_secret_is_readable_by_nginx_alone(gateway):
    file = gateway.volatile / "exports.conf"

    assert (oct(file.stat().st_mode & 0o777), EXPORT_SECRET in file.read_text()) == ("0o600", True)
    rendered = [path for path in (gateway.folder / "nginx").rglob("*") if EXPORT_SECRET in path.read_text()]
    assert rendered == []
