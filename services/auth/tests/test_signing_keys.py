"""Signing keys: made once, published before they sign, kept until the last token is gone, never shown."""

from datetime import timedelta
from io import StringIO

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone
from factories import AccountFactory

from accounts import keys
from accounts.key_material import thumbprint
from accounts.models import SigningKey
from chassis.http import keyring
from chassis.running.housekeeping import prune

URL = "/.well-known/jwks.json"


def command(name, *arguments):
    output = StringIO()
    call_command(name, *arguments, stdout=output)
    keyring.ring.cache_clear()
    return output.getvalue()


def published(api):
    return [key["kid"] for key in api().get(URL).json()["keys"]]


def signs(logged_in):
    """Return the name of the key that signs now."""
    return jwt.get_unverified_header(logged_in(AccountFactory()).tokens.access)["kid"]


def test_the_key_set_shows_public_halves_only(api, signing_key):
    response = api().get(URL, headers={"Authorization": "Bearer nonsense"})

    [key] = response.json()["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}
    assert (key["kty"], key["use"], key["alg"], key["kid"]) == ("RSA", "sig", "RS256", signing_key.kid)
    assert jwt.PyJWK(key).key.key_size >= 2048
    assert thumbprint(key) == key["kid"]


def test_the_private_half_is_encrypted_at_rest(signing_key):
    stored = bytes(SigningKey.objects.get().private_pem)

    assert b"PRIVATE" not in stored
    assert stored.startswith(b"gAAAA")  # Fernet


def test_the_first_key_is_made_once(api):
    SigningKey.objects.all().delete()

    said = [command("ensure_signing_key") for _ in range(2)]

    key = SigningKey.objects.get()
    assert said == [f"made {key.kid}\n", "there is a signing key already\n"]
    assert published(api) == [key.kid]


@pytest.mark.django_db(transaction=True)
def test_parallel_starts_create_one_key(at_once):
    SigningKey.objects.all().delete()

    at_once([lambda: call_command("ensure_signing_key", stdout=StringIO())] * 4)

    assert SigningKey.objects.count() == 1


def test_a_new_key_is_published_before_it_signs(api, logged_in, signing_key):
    command("rotate_signing_key")

    new = SigningKey.objects.exclude(kid=signing_key.kid).get()
    assert published(api) == [signing_key.kid, new.kid]
    assert signs(logged_in) == signing_key.kid
    assert new.activates_at - new.created_at == timedelta(seconds=120)
    SigningKey.objects.filter(kid=new.kid).update(activates_at=timezone.now())
    assert signs(logged_in) == new.kid


def test_after_rotating_at_once_the_new_key_signs_and_tokens_of_the_old_are_valid(logged_in, signing_key):
    client = logged_in(AccountFactory())

    command("rotate_signing_key", "--now")

    assert signs(logged_in) != signing_key.kid
    assert client.get("/api/v1/auth/me/").status_code == 200


def test_an_old_key_stays_until_its_last_token_has_expired(api, signing_key):
    command("rotate_signing_key", "--now")

    new = SigningKey.objects.get(retires_at=None)
    signing_key.refresh_from_db()
    assert signing_key.retires_at - new.activates_at == timedelta(days=30, seconds=10)
    SigningKey.objects.filter(kid=signing_key.kid).update(retires_at=timezone.now())
    keyring.ring.cache_clear()
    assert published(api) == [new.kid]


def test_no_second_key_is_created_while_one_waits_to_sign(api, signing_key):
    first, second = command("rotate_signing_key"), command("rotate_signing_key")

    assert first == second
    command("rotate_signing_key", "--now")
    assert SigningKey.objects.filter(activates_at__lte=timezone.now()).count() == 2


def test_what_a_leaked_key_signed_is_refused(api, logged_in, signing_key):
    client = logged_in(AccountFactory())

    command("rotate_signing_key", "--forget-old")

    assert signing_key.kid not in published(api)
    assert api().post("/api/v1/auth/refresh/", {"refresh": client.tokens.refresh}).status_code == 401


def test_a_key_that_was_never_published_is_refused(api, logged_in):
    client = logged_in(AccountFactory())
    claims = jwt.decode(client.tokens.access, options={"verify_signature": False})
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = jwt.get_unverified_header(client.tokens.access)["kid"]

    for name in (kid, "unknown"):
        token = jwt.encode(claims, forger, algorithm="RS256", headers={"kid": name})
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        assert client.get("/api/v1/auth/me/").status_code == 401


def test_keys_without_valid_tokens_are_pruned(signing_key):
    command("rotate_signing_key", "--now")
    SigningKey.objects.filter(kid=signing_key.kid).update(retires_at=timezone.now() - timedelta(days=2))

    prune()

    assert SigningKey.objects.get().retires_at is None


def test_without_a_signing_key_login_and_registration_are_unavailable(api):
    SigningKey.objects.all().delete()
    AccountFactory(username="ada")

    response = api().post("/api/v1/auth/login/", {"login": "ada", "password": "correct horse battery staple"})

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_the_key_set_is_served_from_memory_while_the_database_is_away(api, at_once, monkeypatch):
    monkeypatch.setattr(keys, "FRESH_SECONDS", -1)  # the copy is always old
    before = api().get(URL).content
    monkeypatch.setitem(connections.databases["default"], "PORT", "1")

    def ask_without_database():
        with pytest.raises(OperationalError):
            SigningKey.objects.exists()
        return api().get(URL)

    [answer] = at_once([ask_without_database])

    assert (answer.status_code, answer.content) == (200, before)
