"""Access tokens at the gateway: one form is right, and everything else is a 401."""

import time
from uuid import uuid4

import pytest

from gateway.testing.forgeries import EXPIRED, FORGERIES
from gateway.testing.forging import Forge
from tests.gateway.problems import assert_token_missing

FEED = "/api/v1/feed/"


def test_a_good_token_is_passed_on_as_bearer(client, services, key):
    token = key.token()

    for scheme in ("Bearer", "Token", "bearer", "TOKEN"):
        assert client.get(FEED, headers={"Authorization": f"{scheme} {token}"}).status_code == 200
        assert services["posts"].requests[-1].header("Authorization") == f"Bearer {token}"


def test_optional_routes_accept_requests_without_a_token(client, services):
    assert client.get("/api/v1/posts/").status_code == 200
    assert client.get("/api/v1/posts/", headers={"Authorization": ""}).status_code == 200
    assert {request.header("Authorization") for request in services["posts"].requests} == {None}


def test_public_routes_do_not_pass_tokens_on(client, services, bearer):
    client.post("/api/v1/auth/login/", headers=bearer())
    client.post("/api/v1/auth/login/", headers={"Authorization": "Basic YTpi"})

    assert [request.header("Authorization") for request in services["auth"].requests] == [None, None]


def test_an_unchecked_route_passes_any_token_of_the_right_form_on(client, services, key, bearer):
    expired = bearer(exp=1)
    for headers in (expired, bearer(), {"Authorization": "Basic YTpi"}, {}):
        assert client.post("/api/v1/auth/logout/", headers=headers).status_code == 200

    passed = [request.header("Authorization") for request in services["auth"].requests]
    assert (passed[0], passed[2:]) == (expired["Authorization"], [None, None])


def test_A01_no_token(client, reached):
    for headers in ({}, {"Authorization": ""}, {"Cookie": "token=x; sessionid=x"}):
        assert_token_missing(client.get(FEED, headers=headers))
    assert reached() == []


@pytest.mark.parametrize("value", ["Bearer", "Basic YTpi", "Digest x", "{}", "Bearer  {}", "Bearer\t{}"])
def test_A01_other_forms_of_the_header(value, key, refused):
    refused(value.format(key.token()), scheme="")


@pytest.mark.parametrize(
    "value", ["Bearer {} ", "Bearer {}, Bearer {}", "Bearer {} x", "Bearer: {}", "Bearer={}", "JWT {}", "Bearer "]
)
def test_A01_a_token_with_something_around_it(value, key, send, reached):
    text = value.replace("{}", key.token())
    answer = send(
        f"GET {FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {text}\r\nConnection: close\r\n\r\n".encode()
    )

    # White space around a value is not part of it (RFC 9110, 5.5).
    assert answer.startswith(b"HTTP/1.1 200 " if value == "Bearer {} " else b"HTTP/1.1 401 ")


@pytest.mark.parametrize("name", ["token", "access_token", "jwt", "Authorization"])
def test_A01_tokens_in_the_query_and_in_cookies_count_for_nothing(name, client, key, reached):
    response = client.get(FEED, params={name: key.token()}, headers={"Cookie": f"{name}={key.token()}"})

    assert_token_missing(response)
    assert reached() == []


@pytest.mark.parametrize("case", FORGERIES)
def test_a_forgery_reaches_no_service(case, key, refused):
    forge = Forge(key, key.claims(), other_id=str(uuid4()))

    refused(FORGERIES[case].make(forge), code="token_expired" if case == EXPIRED else "token_invalid")


@pytest.mark.parametrize("secret", ["secret", "changeme", "password", "django-insecure", "test", "kith"])
def test_A26_well_known_secrets(secret, key, refused):
    refused(Forge(key, key.claims(), other_id="").keyed(secret.encode()))


def test_A09_a_second_too_late(key, refused):
    refused(key.token(exp=int(time.time()) - 1), code="token_expired")
    refused(key.token(exp=int(time.time())), code="token_expired")
    refused(key.token(exp=1), code="token_expired")


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_A10_a_clock_that_is_a_little_fast_does_no_harm(claim, key, client):
    within_leeway = client.get(FEED, headers={"Authorization": "Bearer " + key.token(**{claim: int(time.time()) + 5})})

    assert within_leeway.status_code == 200


@pytest.mark.parametrize("tail", ["=", "==", "!!", "%", "+", "/", "é"])
def test_A11_padding_and_foreign_characters(tail, key, send):
    for token in (key.token() + tail, key.token().replace(".", f"{tail}.", 1)):
        answer = send(
            f"GET {FEED} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode(),
        )

        assert answer.startswith(b"HTTP/1.1 401 ")


def test_A13_tokens_and_headers_that_are_too_long(key, client, refused, reached):
    refused(key.token(username="a" * 4000))

    response = client.get(FEED, headers={"Authorization": f"Bearer {'a' * 65536}"})

    assert response.status_code == 431
    assert reached() == []


def test_without_keys_every_token_is_refused(gateway, key, refused):
    folder = gateway.volatile / "keys"
    folder.rename(folder.with_name("keys-away"))
    try:
        refused(key.token())
    finally:
        folder.with_name("keys-away").rename(folder)


def test_an_unreadable_key_file_is_answered_503(gateway, key, client, reached):
    (gateway.volatile / "keys" / "broken.pem").write_text(
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    )

    response = client.get(FEED, headers={"Authorization": "Bearer " + key.token({"kid": "broken"})})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert reached() == []
