"""Sending the same request twice creates once."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.client import Person
from tests.e2e.problems import assert_problem


def key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_urlsafe(16)}


def test_a_repeated_post_is_answered_with_the_first_answer(ada: Person):
    headers = key()

    first = ada.post("posts/", {"text": "Once."}, headers=headers)
    again = ada.post("posts/", {"text": "Once."}, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert ada.ids("posts/?author=me") == [first.json()["id"]]


def test_a_key_belongs_to_one_body_one_path_and_one_account(ada: Person, bob: Person):
    headers = key()
    post = ada.post("posts/", {"text": "Once."}, headers=headers).json()

    assert_problem(ada.post("posts/", {"text": "Twice."}, headers=headers), 422, "idempotency_key_reused")
    assert ada.post(f"posts/{post['id']}/comments/", {"text": "Once."}, headers=headers).status_code == 201
    assert bob.post("posts/", {"text": "Once."}, headers=headers).json()["author"]["id"] == bob.id


def test_a_refused_request_leaves_its_key_unused(ada: Person):
    headers = key()

    assert_problem(ada.post("posts/", {"text": ""}, headers=headers), 400, "invalid")
    assert ada.post("posts/", {"text": "Now with words."}, headers=headers).status_code == 201


@pytest.mark.parametrize("bad", ["k" * 256, "tab\there", "two words"])
def test_an_invalid_key_is_refused(ada: Person, bad):
    assert_problem(ada.post("posts/", {"text": "Hello."}, headers={"Idempotency-Key": bad}), 400)


def test_many_at_once_create_once(ada: Person):
    headers = key()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ada.post("posts/", {"text": "Once."}, headers=headers), range(16)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    for refused in (answer for answer in answers if answer.status_code == 409):
        assert_problem(refused, 409, "idempotency_key_in_use")
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert len(ada.ids("posts/?author=me")) == 1
