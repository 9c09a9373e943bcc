"""Registering: what makes an account, what is refused, and what appears in no event or log."""

# ruff: noqa: RUF001 - letters that look alike are the point here

import json
import threading

import pytest
from django.db import IntegrityError
from factories import AccountFactory

from accounts import passwords
from accounts.models import Account, Session, SigningKey
from accounts.usernames import RULE
from chassis.events.outbox.models import OutboxEntry
from chassis.ids import time_of
from chassis.testing.operations import faults_of
from contracts.accounts import AccountRegistered

URL = "/api/v1/auth/register/"
PASSWORD = "a long and quiet evening"
KEY = "0b9ec7a2-3a5e-4b0f-9c3d-5f4f2a1d7c11"


def form(**changes):
    """Return a good registration with changes; None removes a field."""
    fields = {"username": "ada", "email": "ada@kith.test", "password": PASSWORD, "password_confirm": PASSWORD}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def faults(response):
    """Return the faults of a 400 as pairs of field and code."""
    assert response.status_code == 400, response.content
    return sorted((fault["field"], fault["code"]) for fault in response.json()["errors"])


def test_registering_makes_an_account_a_session_and_emits_the_event(api, emitted):
    response = api().post(URL, form(bio="I count."))

    assert response.status_code == 201
    account, body = Account.objects.get(), response.json()
    assert body["user"] == {
        "id": str(account.id),
        "username": "ada",
        "email": "ada@kith.test",
        "email_verified": False,
        "has_second_factor": False,
        "roles": ["user"],
        "created_at": account.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert account.created_at == time_of(account.id)  # which the profiles service shows before the event has come
    assert body.keys() == {"user", "access", "refresh", "token", "expires_in"}
    assert (body["token"], body["expires_in"]) == (body["access"], 300)
    assert emitted() == [
        AccountRegistered(
            account_id=account.id, username="ada", bio="I count.", registered_at=account.created_at, version=1
        )
    ]


def test_the_answer_of_registering_logs_in(api):
    access = api().post(URL, form()).json()["access"]

    response = api().get("/api/v1/auth/me/", headers={"Authorization": f"Bearer {access}"})

    assert response.json()["username"] == "ada"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_password2_is_another_name_of_password_confirm(api):
    response = api().post(URL, form(password_confirm=None, password2=PASSWORD))

    assert response.status_code == 201


def test_every_fault_is_answered_at_once(api, emitted):
    AccountFactory(username="ada")

    response = api().post(URL, form(email="nowhere", password="short", password_confirm="other", bio="x" * 501))

    assert faults(response) == [
        ("bio", "max_length"),
        ("email", "invalid"),
        ("password", "min_length"),
        ("password_confirm", "password_mismatch"),
        ("username", "taken"),
    ]
    assert (Account.objects.count(), Session.objects.count(), emitted()) == (1, 0, [])


def test_every_missing_field_is_named(api):
    assert faults(api().post(URL, {})) == [
        (name, "required") for name in ("email", "password", "password_confirm", "username")
    ]


@pytest.mark.parametrize("name", ["ADA", "Ada", "ａｄａ", "ⓐda"])
def test_a_name_is_taken_in_every_spelling(api, name):
    AccountFactory(username="ada")

    assert faults(api().post(URL, form(username=name))) == [("username", "taken")]


@pytest.mark.parametrize(
    "name",
    [
        "me",
        "x" * 31,
        "x" * 1000,
        ".",
        "..",
        "%2e",
        "аdmin",
        "ADMİN",
        "ﬁ",
        "ﬃ",  # 3 characters only in its normal form
        "ada ",
        " ada",
        "a\u200bda",
        "ada\n",
        "ada😀",
        "a-b",
    ],
)
def test_a_name_is_3_to_30_of_a_few_characters(api, name):
    response = api().post(URL, form(username=name))

    assert {field for field, _ in faults(response)} == {"username"}


@pytest.mark.parametrize(
    "name",
    [".ada", "ada.", "a..b", "ada..lovelace", "a‥b", "a…b", "123", "1.2", "___", "_1_", "...", "1_000.000", "．ada"],
)
def test_a_name_has_a_letter_and_dots_only_between_other_characters(api, name):
    response = api().post(URL, form(username=name))

    assert faults(response) == [("username", "invalid")]
    assert response.json()["errors"][0]["detail"] == RULE
    assert Account.objects.count() == 0


@pytest.mark.parametrize("name", ["ada", "a.b", "_ada", "ada_", "__a", "1ada", "ada1", "a.b.c", "a_._b", "a" * 30])
def test_a_name_of_the_right_shape_is_taken_as_it_is(api, name):
    assert api().post(URL, form(username=name)).json()["user"]["username"] == name


@pytest.mark.parametrize("name", [".ada", "ada.", "a..b", "123", "___", "ada\n"])
def test_the_database_refuses_such_a_name_too(db, name):
    with pytest.raises(IntegrityError, match="username_is"):
        AccountFactory(username=name, email="ada@kith.test")


@pytest.mark.parametrize(
    "name", ["admin", "Admin", "ⓐdmin", "api", "root", "null", "login", "jwks.json", "all", "abuse"]
)
def test_some_names_are_reserved(api, name):
    assert faults(api().post(URL, form(username=name))) == [("username", "reserved")]
    assert Account.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "ada",
        "@kith.test",
        "ada@",
        "ada@kith.test\r\nBcc: eve@kith.test",
        "x" * 310 + "@kith.test",
        "a b@kith.test",
        "ada@[127.0.0.1]",
        7,
    ],
)
def test_an_address_is_one_that_mail_can_be_sent_to(api, address):
    assert {field for field, _ in faults(api().post(URL, form(email=address)))} == {"email"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ada@Kith.TEST", "ada@kith.test"),
        ("ada+books@kith.test", "ada+books@kith.test"),
        ("ada@bücher.test", "ada@xn--bcher-kva.test"),
        ('"a"@kith.test', '"a"@kith.test'),
    ],
)
def test_an_address_has_one_form(api, typed, stored):
    assert api().post(URL, form(email=typed)).status_code == 201
    assert Account.objects.get().email == stored


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "min_length"),
        ("x" * 129, "max_length"),
        ("x" * 100_000, "max_length"),
        ("password123", "too_common"),
        ("ada.lovelace", "too_similar"),
        ("lovelace@mail", "too_similar"),
        (12345678, "invalid"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused(api, password, code):
    response = api().post(
        URL, form(username="ada.lovelace", email="lovelace@mail.test", password=password, password_confirm=password)
    )

    assert ("password", code) in faults(response)


@pytest.mark.parametrize(
    "password",
    ["8 chars!", "  leading and trailing  ", "пароль-длинный", ("🐘🐎🐒🐔🐗🐟" * 22)[:128], "q" + "~!$%&(" * 21 + "Z"],
)
def test_a_password_counts_to_its_last_character(api, password):
    assert api().post(URL, form(password=password, password_confirm=password)).status_code == 201

    response = api().post("/api/v1/auth/login/", {"login": "ada", "password": password[:-1] + "?"})

    assert response.status_code == 401
    assert api().post("/api/v1/auth/login/", {"login": "ada", "password": password}).status_code == 200


def test_nobody_becomes_an_administrator_by_asking(api):
    wish = {"roles": ["admin"], "email_verified": True, "id": str(AccountFactory().id)}
    wish |= {"created_at": "2000-01-01T00:00:00Z"}

    response = api().post(URL, form(**wish))

    account = Account.objects.get(username="ada")
    assert (account.roles, account.email_verified, account.created_at.year > 2000) == (["user"], False, True)
    assert response.json()["user"]["id"] == str(account.id) != wish["id"]


@pytest.mark.parametrize("name", ["role", "is_staff", "is_superuser", "user", "version", "avatar"])
def test_what_an_account_does_not_have_is_refused(api, emitted, name):
    response = api().post(URL, form(**{name: "admin"}))

    assert (response.status_code, faults_of(response)) == (400, [(name, "unknown")])
    assert not Account.objects.exists()
    assert emitted() == []


def test_an_address_in_use_is_not_revealed(api):
    new = api().post(URL, form(username="ada", email="ada@kith.test"))
    AccountFactory(username="owner", email="owned@kith.test", email_verified=True)

    again = api().post(URL, form(username="eve", email="Owned@kith.test"))

    assert (again.status_code, again.json().keys()) == (new.status_code, new.json().keys())
    assert again.json()["user"].keys() == new.json()["user"].keys()
    assert again.json()["user"]["email"] == "owned@kith.test"


def test_the_password_is_kept_as_a_hash_and_nowhere_else(api, capfd):
    response = api().post(URL, form(bio=""))

    assert Account.objects.get().password.startswith("argon2$argon2id$")
    published = json.dumps(list(OutboxEntry.objects.values_list("data", flat=True))) + "".join(capfd.readouterr())
    for secret in (PASSWORD, "ada@kith.test", response.json()["access"], response.json()["refresh"]):
        assert secret not in published


def test_an_idempotency_key_makes_one_account_and_one_answer(api):
    first, second = (api().post(URL, form(), headers={"Idempotency-Key": KEY}) for _ in range(2))

    assert (first.status_code, second.status_code, second.content) == (201, 201, first.content)
    assert (Account.objects.count(), Session.objects.count()) == (1, 1)


def test_a_key_is_for_one_registration(api, emitted):
    first, other = (api().post(URL, form(username=name), headers={"Idempotency-Key": KEY}) for name in ("ada", "bob"))

    assert (first.status_code, other.status_code, other.json()["code"]) == (201, 422, "idempotency_key_reused")
    assert first.json()["user"]["id"] not in other.content.decode()
    assert ([account.username for account in Account.objects.all()], len(emitted())) == (["ada"], 1)


def test_after_a_refused_registration_the_idempotency_key_can_be_used_again(api):
    headers = {"Idempotency-Key": KEY}
    assert api().post(URL, form(email="nowhere"), headers=headers).status_code == 400

    assert api().post(URL, form(), headers=headers).status_code == 201


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": KEY}], ids=["plain", "idempotent"])
def test_a_registration_that_fails_halfway_leaves_nothing_and_can_be_repeated(api, emitted, signing_key, headers):
    SigningKey.objects.all().delete()  # the session, the second half, cannot be made without one

    failed = api().post(URL, form(), headers=headers)

    assert failed.status_code == 503
    assert (Account.objects.count(), Session.objects.count(), emitted()) == (0, 0, [])
    signing_key.save(force_insert=True)
    assert api().post(URL, form(), headers=headers).status_code == 201
    assert (Account.objects.count(), Session.objects.count(), len(emitted())) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_password_is_hashed(api, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(passwords, "_turns", threading.Semaphore(0))  # others hash: there is no turn

    with django_assert_num_queries(2) as queries:  # Is the name taken, or was it ever?
        assert api().post(URL, form()).status_code == 503

    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_gets_the_name(api, at_once, emitted):
    spellings = ["ada", "ADA", "Ada", "ａｄａ", "ⓐda"] * 4

    def register(number, name):
        return lambda: api().post(URL, form(username=name, email=f"a{number}@kith.test")).status_code

    statuses = at_once([register(number, name) for number, name in enumerate(spellings)])

    assert sorted(statuses) == [201] + [400] * 19
    assert Account.objects.get().username == "ada"
    assert len(emitted()) == 1
