"""Access tokens at the gateway: one form is right, and everything else is a 401."""

import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from gateway.testing import SigningKey
from gateway.testing.tokens import base64url
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


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "", "RS256"])
def test_A02_no_signature(algorithm, key, refused):
    header, payload, _ = key.token({"alg": algorithm}).split(".")

    refused(f"{header}.{payload}.")
    refused(f"{header}.{payload}")
    refused(f"{header}.{payload}.AA")


def test_A03_the_public_key_as_a_secret(key, refused):
    der = key.private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for secret in (key.pem, key.pem.strip(), der, json.dumps(key.jwk).encode(), b""):
        refused(hmac_token(key, secret, alg="HS256"))
        refused(hmac_token(key, secret, alg="RS256"))


@pytest.mark.parametrize("secret", ["secret", "changeme", "password", "django-insecure", "test", "kith"])
def test_A26_well_known_secrets_and_foreign_keys(secret, gateway, key, refused):
    refused(hmac_token(key, secret.encode(), alg="HS256"))
    refused(SigningKey(key.kid, issuer=gateway.url).token())


@pytest.mark.parametrize(
    "algorithm", ["RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 ", None, ["RS256"], 256, True, {"a": 1}]
)
def test_A04_only_rs256_by_that_name(algorithm, key, refused):
    refused(key.token({"alg": algorithm}))


def test_A04_signatures_of_other_kinds(key, refused):
    for header, private, options in (
        ({"alg": "ES256"}, ec.generate_private_key(ec.SECP256R1()), (ec.ECDSA(hashes.SHA256()),)),
        ({"alg": "EdDSA"}, ed25519.Ed25519PrivateKey.generate(), ()),
    ):
        signing_input = key.token(header).rpartition(".")[0]
        refused(f"{signing_input}.{base64url(private.sign(signing_input.encode(), *options))}")


@pytest.mark.parametrize(
    "kid",
    [
        "unknown",
        "../../dev/null",
        "/etc/passwd",
        "' OR 1=1--",
        "test-key.pem",
        "../keys/test-key",
        "test-key\u0000",
        "",
        ".",
        None,
        1,
        ["test-key"],
        {"kid": "test-key"},
        "k" * 65,
        "k" * 5000,
    ],
)
def test_A05_key_names_that_are_no_name_of_a_key(kid, key, refused):
    refused(key.token({"kid": kid}))


@pytest.mark.parametrize("field", ["jku", "x5u", "jwk", "x5c", "x5t"])
def test_A06_keys_that_the_token_brings_along(field, gateway, key, services, refused):
    attacker = SigningKey(key.kid, issuer=gateway.url)
    value = {"jwk": attacker.jwk, "x5c": ["MII"]}.get(field, f"http://{services['auth'].address}/keys")

    refused(attacker.token({field: value}))
    refused(key.token({field: value}))


@pytest.mark.parametrize(
    "fields", [{"crit": ["x"]}, {"crit": []}, {"b64": False}, {"zip": "DEF"}, {"typ": "at+jwt"}, {"typ": None}]
)
def test_A07_extensions_that_nobody_asked_for(fields, key, refused):
    refused(key.token(fields))


def test_A07_other_numbers_of_parts(key, refused):
    token = key.token()

    for wrong in (
        token.rpartition(".")[0],
        f"{token}.AA",
        f"{token}.AA.AA",
        f".{token}",
        f"{token}.",
        token.replace(".", ".."),
    ):
        refused(wrong)


@pytest.mark.parametrize(
    "change", [str.upper, lambda s: s[:-1], lambda s: s + "/", lambda s: [s], lambda s: None, lambda s: {"a": s}]
)
@pytest.mark.parametrize("claim", ["iss", "aud"])
def test_A08_other_issuers_and_audiences(claim, change, key, refused):
    refused(key.token(**{claim: change(key.claims()[claim])}))


@pytest.mark.parametrize("aud", [["other"], ["kith", "other"], "kith other", "kithx", True, ""])
def test_A08_audiences_that_are_not_ours_alone(aud, key, refused):
    refused(key.token(aud=aud))


@pytest.mark.parametrize("exp", [-1, 0, True, False, "9999999999", [9999999999], 9999999999.5, None, {"a": 1}])
def test_A09_times_that_are_no_time(exp, key, refused):
    refused(key.token(exp=exp))


@pytest.mark.parametrize("exp", ["1e400", "9223372036854775808", "NaN", "Infinity", "-1e400", "null"])
def test_A09_numbers_that_are_too_large(exp, key, refused):
    payload = json.dumps(key.claims(exp=0)).replace('"exp": 0', f'"exp": {exp}')

    refused(key.signed(json.dumps(key.header()), payload))


def test_A09_a_second_too_late(key, refused):
    refused(key.token(exp=int(time.time()) - 1), code="token_expired")
    refused(key.token(exp=int(time.time())), code="token_expired")
    refused(key.token(exp=1), code="token_expired")


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_A10_tokens_from_the_future(claim, key, client, refused):
    refused(key.token(**{claim: int(time.time()) + 60}))
    for value in (None, "1", 1.5, True, -1):
        refused(key.token(**{claim: value}))

    within_leeway = client.get(FEED, headers={"Authorization": "Bearer " + key.token(**{claim: int(time.time()) + 5})})

    assert within_leeway.status_code == 200


def test_A11_every_bit_of_the_signature_counts(key, refused):
    signing_input, _, signature = key.token().rpartition(".")

    for index in (0, 1, 100, 200, len(signature) - 2):
        flipped = "A" if signature[index] != "A" else "B"
        refused(f"{signing_input}.{signature[:index]}{flipped}{signature[index + 1 :]}")
    for wrong in (signature[:-1], signature[:-4], signature + "A", signature + "AAAA", "A" * len(signature)):
        refused(f"{signing_input}.{wrong}")


def test_A11_somebody_elses_payload(key, refused):
    header, _, signature = key.token().split(".")

    refused(f"{header}.{key.token().split('.')[1]}.{signature}")


@pytest.mark.parametrize("tail", ["=", "==", "!!", "%", "+", "/", "é"])
def test_A11_padding_and_foreign_characters(tail, key, send):
    for token in (key.token() + tail, key.token().replace(".", f"{tail}.", 1)):
        answer = send(
            f"GET {FEED} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode(),
        )

        assert answer.startswith(b"HTTP/1.1 401 ")


def test_A11_a_second_spelling_of_the_same_bytes(key, refused):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = key.token()  # 256 bytes of signature leave four bits of the last character without a meaning

    refused(token[:-1] + alphabet[alphabet.index(token[-1]) + 1])


def test_A13_deep_long_and_broken_contents(key, refused):
    header, payload = json.dumps(key.header()), json.dumps(key.claims())
    deep = payload[:-1] + ', "x": ' + "[" * 50 + "]" * 50 + "}"

    for contents in (
        (header, deep),
        (header, payload.encode() + b"\xff"),
        (b"\xff\xfe", payload),
        (header, "null"),
        (header, "[]"),
        (header, '"text"'),
        ("null", payload),
        ("[]", payload),
        (header, "{"),
        (header, ""),
    ):
        refused(key.signed(*contents))


def test_A13_tokens_and_headers_that_are_too_long(key, client, refused, reached):
    refused(key.token(username="a" * 4000))

    response = client.get(FEED, headers={"Authorization": f"Bearer {'a' * 65536}"})

    assert response.status_code == 431
    assert reached() == []


@pytest.mark.parametrize("typ", ["refresh", "reset", "confirm", "Access", "", None, ["access"], True])
def test_A14_tokens_of_another_kind(typ, key, refused):
    refused(key.token(typ=typ))


@pytest.mark.parametrize(
    "value", [1, None, "", "../", "me", [], {}, True, "0199AAAA-0000-7000-8000-00000000000A", "0" * 36]
)
@pytest.mark.parametrize("claim", ["sub", "sid"])
def test_A23_accounts_and_sessions_that_are_none(claim, value, key, refused):
    refused(key.token(**{claim: value}))


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


def hmac_token(key: SigningKey, secret: bytes, **header: str) -> str:
    signing_input = key.token(header).rpartition(".")[0]
    return f"{signing_input}.{base64url(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"
