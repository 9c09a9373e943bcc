"""I: accounts. Registering and logging in reveal nothing about others, neither by content nor by time."""

import itertools
from collections.abc import Callable
from uuid import UUID

import pytest

from runtime.thoroughness import rounds
from tests.e2e.client import PASSWORD, Person, name_like, register
from tests.e2e.waiting import eventually
from tests.security.answers import median_ms, same
from tests.security.database import value

LOGIN = "/api/v1/auth/login/"
TRIES = rounds(15, 200)
LONGEST = 128


def login(http, name: str, password: str = "not this one"):
    return http.post(LOGIN, json={"login": name, "password": password})


def test_I01_an_address_that_is_in_use_is_not_revealed(http, victim):
    name = name_like("second")

    answer = register(http, username=name, email=victim.email)

    fresh = register(http)
    assert answer.status_code == fresh.status_code == 201
    assert set(answer.json()) == set(fresh.json())
    assert answer.json()["user"]["id"] != victim.id
    assert login(http, victim.email, PASSWORD).json()["user"]["id"] == victim.id


def test_I14_a_second_account_with_the_address_cannot_lock_the_first_out(http, victim):
    register(http, email=victim.email, password="another lantern", password_confirm="another lantern")

    assert login(http, victim.email, "another lantern").status_code == 401
    assert login(http, victim.email, PASSWORD).json()["user"]["id"] == victim.id


NAMES = {
    "unknown-name": lambda person: name_like("nobody"),
    "unknown-address": lambda person: f"{name_like('nobody')}@example.org",
    "known-address": lambda person: person.email,
    "no-name-at-all": lambda person: "' OR 1=1--",
    "odd": lambda person: "\U0001f601@\U0001f600",
    "nul": lambda person: "a@b",
}


@pytest.mark.parametrize("case", NAMES, ids=lambda case: f"I02-{case}")
def test_unknown_accounts_and_wrong_passwords_have_equal_answers(case, http, victim):
    same(login(http, NAMES[case](victim)), login(http, victim.username))


@pytest.mark.parametrize("case", ["unknown-name", "unknown-address", "unusable"], ids=lambda case: f"I03-{case}")
def test_unknown_accounts_and_wrong_passwords_take_the_same_time(case, http, handle, newcomer):
    known, odd = newcomer("known"), newcomer("odd")
    if case == "unusable":
        value(handle, "auth", "UPDATE account SET password = '!x' WHERE id = %s RETURNING 1", [odd.id])
    names = {"unknown-name": "nobody_at_all", "unknown-address": "nobody@example.org", "unusable": odd.username}

    def is_close() -> bool:
        one, other = median_ms(
            [lambda: login(http, known.username), lambda: login(http, names[case])],
            tries=TRIES,
        )
        return abs(one - other) <= 0.1 * one

    eventually(is_close, within=60)


GOOD_PASSWORDS = {
    "8": "Nb4-qV!z",
    "64": "correct horse battery staple " * 3,
    "128": ("q~!$%&(" * 19)[:LONGEST],
    "128-animals": ("\U0001f418\U0001f40e\U0001f412\U0001f414\U0001f417\U0001f41f" * 22)[:LONGEST],
    "spaces": "  leading and trailing spaces  ",
    "unicode": "пароль-длинный-ñandú",
}
BAD_PASSWORDS = {
    "7": "Nb4-qV!",
    "129": "x" * 129,
    "1MB": "x" * 200_000,
    "common": "password123",
    "top-3000": "iloveyou1",
    "number": 12345678,
    "nul": "abc\0defghij",
    "username": "{username}",
    "spaces": " " * 8,
    "one-character": "a" * 12,
    "null": None,
    "list": ["a lantern over the quiet harbour"],
}


@pytest.mark.parametrize("case", GOOD_PASSWORDS, ids=lambda case: f"I15-{case}")
def test_a_password_counts_to_its_last_character(case, http):
    password = GOOD_PASSWORDS[case]

    answer = register(http, password=password, password_confirm=password)

    assert answer.status_code == 201
    name = answer.json()["user"]["username"]
    assert login(http, name, password).status_code == 200
    assert login(http, name, password[:-1] + "?").status_code == 401
    if len(password) > 72:
        assert login(http, name, password[:72]).status_code in (400, 401)


@pytest.mark.parametrize("case", BAD_PASSWORDS, ids=lambda case: f"I15-{case}")
def test_a_weak_password_is_refused(case, http):
    name, password = name_like("weak"), BAD_PASSWORDS[case]
    text = password.replace("{username}", name) if isinstance(password, str) else password
    body = {"username": name, "email": f"{name}@example.org", "password": text, "password_confirm": text}

    assert http.post("/api/v1/auth/register/", json=body).status_code in (400, 413)

    assert login(http, name, str(text)[:100]).status_code in (400, 401)


def test_I16_reads_do_not_wait_for_those_who_log_in(parallel, attacker, victim):
    """What log-ins cost the p99 of reads is measured by bench/logins.py."""

    def read_until(are_answered: Callable[[], bool]) -> list[int]:
        statuses = []
        while not are_answered():
            statuses.append(attacker.get("posts/?limit=1").status_code)
        return statuses

    guesses, reads = parallel.meanwhile(lambda client, _: login(client, victim.username, "x" * LONGEST), read_until)

    assert {guess.status_code for guess in guesses} <= {401, 503}
    assert set(reads) == {200}
    assert len(reads) > 2  # those that wait for all log-ins would be one, begun before the last was answered
    eventually(lambda: login(attacker.http, victim.username).status_code == 401, within=30)


def test_I19_ids_cannot_be_guessed_from_others(newcomer):
    ids = [UUID(newcomer("counted").id) for _ in range(3)]

    assert {each.version for each in ids} == {7}
    tails = [each.int & (2**62 - 1) for each in ids]
    assert min(abs(one - other) for one, other in itertools.pairwise(tails)) > 2**32


@pytest.mark.parametrize(
    "query", ["limit=1000", "limit=101", "offset=100", "page=2", "id__gt=0", "search=a", "username__startswith=a"]
)
def test_I19_lists_cannot_be_read_from_the_middle(query, attacker: Person):
    answer = attacker.get(f"users/?{query}")

    assert answer.status_code == 400
