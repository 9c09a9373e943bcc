"""Compression of JSON: where it saves something, and nowhere where tokens are."""

import gzip
import json

import httpx
import pytest

from gateway.testing import Answer

LONG = json.dumps({"results": ["text"] * 1000}).encode()


@pytest.fixture
def ask(client, services, bearer):
    """Ask a service that gives this answer; return the response and the bytes that came."""

    def get(path: str, answer: Answer, *, service: str = "posts", **headers: str) -> tuple[httpx.Response, bytes]:
        services[service].behaviour = lambda _: answer
        sent = {"Accept-Encoding": "gzip"} | bearer() | headers
        with client.stream("GET", path, headers=sent) as response:
            return response, b"".join(response.iter_raw())

    return get


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, "application/json"), (200, "application/json; charset=utf-8"), (404, "application/problem+json")],
)
def test_long_json_is_compressed(ask, status, kind):
    response, raw = ask("/api/v1/posts/", Answer(status, LONG, {"Content-Type": kind, "Vary": "Accept-Language"}))

    assert (response.status_code, response.headers["Content-Encoding"]) == (status, "gzip")
    assert gzip.decompress(raw) == LONG
    assert len(raw) < len(LONG) / 10
    assert set(response.headers.get_list("Vary", split_commas=True)) == {"Accept-Encoding", "Accept-Language"}


def test_it_is_compressed_for_a_proxy_too(ask):
    response, _ = ask("/api/v1/posts/", Answer(body=LONG), Via="1.1 proxy")

    assert response.headers["Content-Encoding"] == "gzip"


def test_a_client_without_gzip_gets_uncompressed_json(ask):
    response, raw = ask("/api/v1/posts/", Answer(body=LONG), **{"Accept-Encoding": "identity"})

    assert "Content-Encoding" not in response.headers
    assert raw == LONG
    # A cache must know that others get it compressed.
    assert response.headers.get_list("Vary") == ["Accept-Encoding"]


@pytest.mark.parametrize(("size", "is_packed"), [(1023, False), (1024, True)])
def test_the_limit_is_one_kilobyte(ask, size, is_packed):
    response, _ = ask("/api/v1/posts/", Answer(body=b"1" * size))

    assert ("Content-Encoding" in response.headers) == is_packed


def test_answers_of_the_auth_service_are_never_compressed(ask):
    response, raw = ask("/api/v1/auth/sessions/", Answer(body=LONG), service="auth")

    assert "Content-Encoding" not in response.headers
    assert raw == LONG


def test_a_weak_tag_survives_and_a_304_passes(ask):
    response, _ = ask("/api/v1/posts/", Answer(body=LONG, headers={"ETag": 'W/"abc"'}))
    again, raw = ask("/api/v1/posts/", Answer(304, b"", {"ETag": 'W/"abc"'}), **{"If-None-Match": 'W/"abc"'})

    assert (response.headers["ETag"], response.headers["Content-Encoding"]) == ('W/"abc"', "gzip")
    assert (again.status_code, again.headers["ETag"], raw) == (304, 'W/"abc"', b"")
