"""Revoked sessions and cached token checks: an answer is never older than a second."""

import socket
import time

import pytest

from gateway.testing import SigningKey
from runtime.waiting import wait_until
from tests.gateway.problems import assert_token_refused

FEED = "/api/v1/feed/"


def test_A16_a_revoked_session_is_refused_within_two_seconds(client, gateway, key):
    claims = key.claims()
    headers = {"Authorization": f"Bearer {key.token(**claims)}"}
    assert client.get(FEED, headers=headers).status_code == 200

    gateway.deny(claims["sid"])

    denied_at = time.monotonic()
    wait_until(lambda: client.get(FEED, headers=headers).status_code == 401, seconds=2)
    assert time.monotonic() - denied_at < 1.2
    assert_token_refused(client.get(FEED, headers=headers), "session_ended")


@pytest.mark.parametrize(
    "line", ["POST /api/v1/posts/", "PATCH /api/v1/users/me/", "DELETE /api/v1/users/me/"], ids=lambda line: line
)
def test_G21_a_session_that_ends_while_a_body_arrives_changes_nothing(line, client, gateway, key, reached):
    claims = key.claims()
    token = {"Authorization": f"Bearer {key.token(**claims)}"}
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {token['Authorization']}\r\nContent-Length: 1000\r\n"

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")  # the token was accepted
        connection.sendall(b"x" * 999)
        gateway.deny(claims["sid"])
        wait_until(lambda: client.get(FEED, headers=token).status_code == 401, seconds=2)
        before = len(reached())
        connection.sendall(b"x")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b'"code":"session_ended"' in answer
    assert len(reached()) == before


def test_a_body_that_arrives_slowly_arrives_as_a_whole(gateway, key, services):
    head = f"POST /api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key.token()}\r\n"

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: 2\r\nConnection: close\r\n\r\n".encode())
        for byte in (b"a", b"b"):
            connection.sendall(byte)
            _next_second()
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert [request.body for request in services["posts"].requests] == [b"ab"]


def test_A17_another_session_of_the_account_goes_on(client, gateway, key):
    revoked, other = key.claims(), key.claims()
    gateway.deny(revoked["sid"])

    answers = [
        client.get(FEED, headers={"Authorization": f"Bearer {key.token(**claims)}"}).status_code
        for claims in (revoked, other | {"sub": revoked["sub"]})
    ]

    assert answers == [401, 200]


def test_A11_every_token_of_a_revoked_session_is_refused(client, gateway, key):
    claims = key.claims()
    gateway.deny(claims["sid"])

    for other in ({"jti": "2"}, {"username": "eve"}, {"exp": claims["exp"] + 60}):
        response = client.get(FEED, headers={"Authorization": f"Bearer {key.token(**claims | other)}"})
        assert_token_refused(response, "session_ended")


def test_A09_a_check_is_not_cached_past_the_end_of_its_token(client, key):
    exp = int(time.time()) + 2
    headers = {"Authorization": f"Bearer {key.token(exp=exp)}"}

    asked = []
    while time.time() < exp + 0.3:
        before = time.time()
        status = client.get(FEED, headers=headers).status_code
        asked.append((before, time.time(), status))

    assert all(status == 200 for _, after, status in asked if after < exp)
    assert all(status == 401 for before, _, status in asked if before >= exp + 0.02)
    assert {status for _, _, status in asked} == {200, 401}


def test_only_a_token_with_a_right_signature_is_called_expired_or_ended(client, gateway, key, refused):
    claims = key.claims()
    gateway.deny(claims["sid"])
    stranger = SigningKey(key.kid, issuer=gateway.url)
    past = int(time.time()) - 1

    for wrong in (stranger.token(**claims), stranger.token(exp=past), key.token(**claims | {"aud": "other"})):
        refused(wrong)
    refused(key.token(exp=past, iss="http://other"))
    refused(key.token(exp=past), code="token_expired")
    refused(key.token(**claims), code="session_ended")
    # The auth service refuses a refresh of an ended session.
    refused(key.token(**claims | {"exp": past}), code="token_expired")


def test_A25_a_key_that_is_withdrawn_is_refused_within_two_seconds(client, gateway, key):
    other = SigningKey("other-key", issuer=gateway.url)
    gateway.trust(other)
    headers = {"Authorization": f"Bearer {other.token()}"}
    assert client.get(FEED, headers=headers).status_code == 200

    (gateway.volatile / "keys" / "other-key.pem").unlink()

    wait_until(lambda: client.get(FEED, headers=headers).status_code == 401, seconds=2)


def test_a_cached_token_check_is_for_one_token_only(client, key, reached):
    good = key.token()
    signing_input, _, signature = good.rpartition(".")
    forged = f"{signing_input}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"

    for _ in range(3):
        assert client.get(FEED, headers={"Authorization": f"Bearer {good}"}).status_code == 200
        assert_token_refused(client.get(FEED, headers={"Authorization": f"Bearer {forged}"}))
    assert len(reached()) == 3


def test_a_refusal_is_not_kept(client, gateway, key):
    late = SigningKey("late-key", issuer=gateway.url)
    headers = {"Authorization": f"Bearer {late.token()}"}
    assert client.get(FEED, headers=headers).status_code == 401

    gateway.trust(late)

    assert client.get(FEED, headers=headers).status_code == 200


def test_only_nginx_can_read_cached_token_checks(client, gateway, bearer):
    client.get(FEED, headers=bearer())

    for folder in ("verdicts", "signatures"):
        assert (gateway.volatile / folder).stat().st_mode & 0o077 == 0


def test_a_signature_is_checked_once_in_the_life_of_a_token(client, gateway):
    """The file of a key is only read to check a signature, so that one that has no key shows whether it is read."""
    own = SigningKey("own-key", issuer=gateway.url)
    gateway.trust(own)
    known, unknown = ({"Authorization": f"Bearer {own.token()}"} for _ in range(2))
    assert client.get(FEED, headers=known).status_code == 200

    (gateway.volatile / "keys" / "own-key.pem").write_text("no key")

    _next_second()
    assert client.get(FEED, headers=known).status_code == 200
    assert client.get(FEED, headers=unknown).status_code == 503


def _next_second() -> None:
    """Wait until no result of a check that was made before is used any more."""
    now = int(time.time())
    wait_until(lambda: time.time() > now + 1.05, seconds=2)
