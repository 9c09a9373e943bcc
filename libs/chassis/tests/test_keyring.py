"""The keys that tokens are checked with: fetched when needed, kept when the auth service is unavailable."""

import pytest

from chassis.errors import Unavailable
from chassis.http import keyring
from chassis.testing import servers
from chassis.testing.issuer import Issuer, jwk_of


@pytest.fixture
def issuer(settings):
    issuer = Issuer()
    settings.JWKS_URL = issuer.url
    yield issuer
    issuer.server.shutdown()
    issuer.server.server_close()


@pytest.fixture
def short_waits(monkeypatch):
    monkeypatch.setattr(keyring, "UNKNOWN_KEY_SECONDS", 0)


def test_keys_are_fetched_once(issuer):
    ring = keyring.RemoteKeys()

    keys = [ring.public_key("test-1") for _ in range(10)]

    assert keys[0].public_numbers() == issuer.keys["test-1"].public_key().public_numbers()
    assert issuer.requests == 1


def test_r75_a_new_key_is_found_when_a_token_names_it(issuer, short_waits):
    ring = keyring.RemoteKeys()
    ring.public_key("test-1")
    issuer.add_key("test-2")

    assert ring.public_key("test-2")
    assert ring.public_key("test-1")


def test_a05_many_unknown_key_ids_cause_one_fetch(issuer):
    ring = keyring.RemoteKeys()
    ring.public_key("test-1")

    for n in range(20):
        with pytest.raises(keyring.UnknownKey):
            ring.public_key(f"unknown-{n}")

    assert issuer.requests == 1


def test_r75_a_withdrawn_key_is_forgotten(issuer, monkeypatch):
    ring = keyring.RemoteKeys()
    issuer.add_key("test-2")
    ring.public_key("test-1")
    issuer.published.remove("test-1")
    monkeypatch.setattr(keyring, "REFRESH_SECONDS", 0)

    servers.wait_until(lambda: is_unknown(ring, "test-1"), seconds=5, what="the key is still known")
    assert ring.public_key("test-2")


def test_known_keys_are_used_while_the_auth_service_is_down(issuer, short_waits, monkeypatch):
    ring = keyring.RemoteKeys()
    ring.public_key("test-1")
    issuer.server.shutdown()
    issuer.server.server_close()
    monkeypatch.setattr(keyring, "REFRESH_SECONDS", 0)

    assert is_unknown(ring, "other")
    assert ring.public_key("test-1")


def test_without_any_key_tokens_cannot_be_checked(settings):
    settings.JWKS_URL = f"http://127.0.0.1:{servers.free_port()}/"

    with pytest.raises(Unavailable):
        keyring.RemoteKeys().public_key("test-1")


def test_a25_weak_keys_and_keys_of_other_types_are_ignored(issuer):
    good = jwk_of("good", issuer.keys["test-1"])
    weak = good | {"kid": "weak", "n": "AQAB" * 40}
    others = [
        {"kty": "oct", "kid": "oct", "k": "AAAA"},
        good | {"kid": "es", "alg": "ES256"},
        {"kty": "RSA", "kid": "x"},
    ]

    assert keyring.keys_of({"keys": [weak, *others, good]}).keys() == {"good"}


def is_unknown(ring, kid):
    try:
        ring.public_key(kid)
    except keyring.UnknownKey:
        return True
    return False
