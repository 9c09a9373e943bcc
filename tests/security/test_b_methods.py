"""B: methods, media types, and what every answer carries."""

import gzip
import json

import pytest

from gateway.routes import METHODS, ROUTES, Route
from tests.security.answers import check

POSTS = "/api/v1/posts/"
TEXT = json.dumps({"text": "Once."}).encode()
ODD_METHODS = ["TRACE", "TRACK", "CONNECT", "PROPFIND", "MKCOL", "FOO", "get", "LINK", "PURGE", "DEBUG", "PRI"]


@pytest.mark.parametrize("method", ODD_METHODS, ids=lambda method: f"B19-{method}")
def test_odd_methods(method, raw_client, attacker):
    for path in (POSTS, "/api/v1/feed/", "/.well-known/jwks.json", "/"):
        answer = raw_client.ask(raw_client.request(method, path, f"Authorization: Bearer {attacker.tokens['access']}"))
        assert answer is not None
        assert check(answer).status_code in (400, 405, 501)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"B19-{route.path}")
def test_options_lists_the_real_methods(route: Route, attacker):
    path = route.path.replace("{id}", attacker.id).replace("{account}", f"@{attacker.username}").replace("{tag}", "x")
    allowed = {*route.methods, "OPTIONS"} | ({"HEAD"} if "GET" in route.methods else set())

    listed = attacker.request("OPTIONS", path)

    assert (listed.status_code, set(listed.headers["Allow"].split(", "))) == (204, allowed)
    for method in set(METHODS) - allowed:
        refused = attacker.request(method, path)
        assert (refused.status_code, set(refused.headers["Allow"].split(", "))) == (405, allowed)


@pytest.mark.parametrize(
    "lines", [["Content-Length: 3"], ["Transfer-Encoding: chunked"]], ids=lambda lines: f"B19-{lines[0]}"
)
def test_a_read_with_a_body(lines, raw_client, attacker):
    body = b"abc" if "Length" in lines[0] else b"3\r\nabc\r\n0\r\n\r\n"

    answer = raw_client.ask(raw_client.request("GET", POSTS, *lines, body=body))

    assert answer is not None
    assert check(answer).status_code == 400


MEDIA = {
    "B20-missing": ([], TEXT),
    "B20-text": (["Content-Type: text/plain"], TEXT),
    "B20-form": (["Content-Type: application/x-www-form-urlencoded"], b"text=Once."),
    "B20-multipart": (["Content-Type: multipart/form-data; boundary=x"], b"--x\r\n\r\n" + TEXT + b"\r\n--x--"),
    "B20-two-boundaries": (["Content-Type: multipart/form-data; boundary=x; boundary=y"], b"--x\r\n--y\r\n"),
    "B20-utf-7": (["Content-Type: application/json; charset=utf-7"], b"+AHs-+ACI-text+ACI-:+ACI-x+ACI-+AH0-"),
    "B20-utf-16": (["Content-Type: application/json; charset=utf-16"], TEXT.decode().encode("utf-16")),
    "B20-utf-16-unsaid": (["Content-Type: application/json"], TEXT.decode().encode("utf-16")),
    "B20-utf-32": (["Content-Type: application/json; charset=utf-32"], TEXT.decode().encode("utf-32")),
    "B20-xml": (["Content-Type: application/xml"], b"<text>Once.</text>"),
    "B20-yaml": (["Content-Type: application/yaml"], b"text: Once."),
    "B20-msgpack": (["Content-Type: application/msgpack"], b"\x81\xa4text\xa1x"),
    "B20-gzip": (["Content-Type: application/json", "Content-Encoding: gzip"], gzip.compress(TEXT)),
    "B20-gzip-bomb": (["Content-Type: application/json", "Content-Encoding: gzip"], gzip.compress(b"[" * 10_000_000)),
    "B20-deflate": (["Content-Type: application/json", "Content-Encoding: deflate"], TEXT),
    "B20-br-and-gzip": (["Content-Type: application/json", "Content-Encoding: br, gzip"], TEXT),
    "B20-nonsense": (["Content-Type: a/b/c;;=,"], TEXT),
    "B20-twice": (["Content-Type: application/json", "Content-Type: text/plain"], b"text=Once."),
}


@pytest.mark.parametrize("case", MEDIA)
def test_only_json_in_utf_8_is_read(case, raw_client, newcomer, attacker):
    lines, body = MEDIA[case]
    before = attacker.ids("posts/?author=me")

    answer = raw_client.ask(
        raw_client.request("POST", POSTS, f"Authorization: Bearer {attacker.tokens['access']}", *lines, body=body)
    )

    assert answer is not None
    assert check(answer).status_code in (400, 415), answer.text
    assert attacker.ids("posts/?author=me") == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"B23-{route.path}")
def test_every_answer_is_guarded(route: Route, http, attacker):
    """That every header is there once, on every status, is checked by the client itself."""
    path = route.path.replace("{id}", attacker.id).replace("{account}", f"@{attacker.username}").replace("{tag}", "x")

    for method in (*METHODS, "OPTIONS", "HEAD", "FOO"):
        for answer in (http.request(method, path), http.request(method, path, headers={"Authorization": "Bearer x"})):
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "X-Powered-By" not in answer.headers
            if answer.content:
                assert answer.headers["Content-Type"].endswith("; charset=utf-8")


PRIVATE = ["feed/", "users/me/", "auth/me/", "auth/sessions/", "notifications/", "posts/?author=me", "posts/", "users/"]


@pytest.mark.parametrize("path", PRIVATE, ids=lambda path: f"B21-{path}")
def test_nothing_for_somebody_is_kept_for_another(path, http, attacker, victim):
    attacker.writes("Only for me.", visibility="private")
    victim.writes("Mine alone.", visibility="private")

    for reader, other in ((attacker, victim), (victim, attacker), (attacker, victim)):
        answer = reader.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
        if path not in ("posts/", "users/"):
            assert other.id not in answer.text
    kept = "no-cache" if path in ("posts/", "users/") else "private, no-store"
    assert http.get(f"/api/v1/{path}").headers["Cache-Control"] == kept
