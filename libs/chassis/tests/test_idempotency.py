"""A POST that is sent again. Ids are those of the security catalogue."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.db.models.functions import Now
from testapp.models import Note

from chassis.http.idempotency.models import IdempotencyKey
from chassis.ids import uuid7
from chassis.running.housekeeping import prune

STRANGERS_KEY = "0b9ec7a2-3a5e-4b0f-9c3d-5f4f2a1d7c11"


def send(client, text, key="k1"):
    return client.post("/notes/", {"text": text}, HTTP_IDEMPOTENCY_KEY=key)


def test_a_repeated_request_gets_the_first_answer(api):
    client = api(uuid7())

    first, second = send(client, "a"), send(client, "a")

    assert (second.status_code, second.content) == (201, first.content)
    assert second["Content-Type"] == first["Content-Type"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert Note.objects.count() == 1


def test_without_a_key_each_request_counts(api):
    client = api(uuid7())

    for _ in range(2):
        client.post("/notes/", {"text": "a"})

    assert Note.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_f25_another_body_is_refused(api):
    client = api(uuid7())
    send(client, "a")

    response = send(client, "b")

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Note.objects.count() == 1


def test_f25_keys_of_two_accounts_are_apart(api):
    clients = [(api(uuid7()), "a"), (api(uuid7()), "b"), (api(), "c")]
    answers = [send(client, text, STRANGERS_KEY) for client, text in clients]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert Note.objects.count() == 3


def test_without_an_account_another_body_is_refused(api):
    first, other, again = (send(api(), text, STRANGERS_KEY) for text in ("a", "b", "a"))

    assert (first.status_code, other.status_code) == (201, 422)
    assert other.json()["code"] == "idempotency_key_reused"
    assert again.content == first.content
    assert [note.text for note in Note.objects.all()] == ["a"]


def test_a_refused_key_shows_nothing_of_the_first_request_or_its_answer(api):
    first = send(api(), "a word of the first", STRANGERS_KEY)

    refused = send(api(), "b", STRANGERS_KEY)

    assert first.json()["id"] not in refused.content.decode()
    assert "a word of the first" not in refused.content.decode()
    assert refused.headers.get("Kith-After") is None


@pytest.mark.parametrize("key", ["k1", "1" * 36, str(UUID(int=1)), "6ba7b810-9dad-11d1-80b4-00c04fd430c8"])
def test_without_an_account_a_key_that_can_be_guessed_is_refused(api, key):
    response = send(api(), "a", key)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_malformed")
    assert not Note.objects.exists()


@pytest.mark.parametrize("key", [STRANGERS_KEY, STRANGERS_KEY.upper(), str(uuid7())])
def test_without_an_account_a_random_uuid_is_a_key(api, key):
    assert [send(api(), "a", key).status_code for _ in range(2)] == [201, 201]
    assert Note.objects.count() == 1


@pytest.mark.parametrize("text", ["refuse", ""])
def test_after_a_failure_the_idempotency_key_can_be_used_again(api, text):
    client = api(uuid7())
    assert send(client, text).status_code in (400, 422)

    assert send(client, "a").status_code == 201
    assert list(Note.objects.values_list("text", flat=True)) == ["a"]


@pytest.mark.parametrize("key", ["", " ", "a b", "a" * 256, "é", "a\x00b", "a\x7f"])
def test_f25_a_key_of_another_form_is_refused(api, key):
    response = send(api(uuid7()), "a", key=key)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_malformed")


def test_f25_255_characters_are_a_key(api):
    assert send(api(uuid7()), "a", key="a" * 255).status_code == 201


def test_f06_a_body_beyond_the_limit_is_too_large(api):
    response = send(api(uuid7()), "a" * 300_000)

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_key_is_forgotten_after_a_day(api):
    client = api(uuid7())
    send(client, "a")
    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=24, seconds=1))

    assert send(client, "b").status_code == 201
    assert Note.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_old_keys_are_pruned(api):
    client = api(uuid7())
    send(client, "a", key="old")
    IdempotencyKey.objects.update(created_at=Now() - timedelta(hours=25))
    send(client, "b", key="new")

    prune()

    assert IdempotencyKey.objects.count() == 1


def test_the_answer_is_not_readable_in_the_table(api):
    send(api(uuid7()), "secret words")

    assert b"secret" not in bytes(IdempotencyKey.objects.get().body)


@pytest.mark.django_db(transaction=True)
def test_j07_fifty_parallel_requests_have_one_effect(api):
    account = uuid7()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: in_thread(lambda: send(api(account), "slow")), range(50)))

    created = [answer for answer in answers if answer.status_code == 201]
    others = {
        (answer.status_code, answer.json()["code"], answer["Retry-After"])
        for answer in answers
        if answer.status_code != 201
    }
    assert Note.objects.count() == 1
    assert len({answer.content for answer in created}) == 1
    assert others <= {(409, "idempotency_key_in_use", "1")}
    assert len([answer for answer in created if "Idempotency-Replayed" not in answer]) == 1


def in_thread(act):
    try:
        return act()
    finally:
        connections.close_all()
