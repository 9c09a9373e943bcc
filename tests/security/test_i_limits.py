"""I: limits with their default values.

Guessing and scraping are stopped soon, and no account is locked out by others.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.client import PASSWORD, Person, name_like
from tests.security.strict import Answer, Entrance, Strict, strict_stack

LOGIN, REGISTER, REFRESH = "/api/v1/auth/login/", "/api/v1/auth/register/", "/api/v1/auth/refresh/"
QUARTER, STREET = random.randint(1, 254), random.randint(0, 240)
GUESSES = 10
"""A name may be guessed this often in a minute."""
SPOOFS: list[Callable[[int], dict[str, str]]] = [
    lambda n: {"X-Forwarded-For": f"1.2.{n // 250}.{n % 250}"},
    lambda n: {"X-Real-IP": f"1.2.3.{n % 250}", "True-Client-IP": f"1.2.3.{n % 250}"},
    lambda n: {"Forwarded": f"for=1.2.3.{n % 250}", "X-Client-Address": f"1.2.3.{n % 250}"},
    lambda n: {"X-Forwarded-For": "127.0.0.1", "User-Agent": f"agent {n}", "X-Request-ID": f"request-{n}"},
]


@pytest.fixture(scope="module")
def strict(handle, tmp_path_factory) -> Iterator[Strict]:
    with strict_stack(handle, tmp_path_factory.mktemp("strict")) as running:
        yield running


@pytest.fixture
def entrance(strict) -> Entrance:
    return strict.services_only


def place(number: int) -> str:
    """Return one of many addresses, from which no account has a session and which no earlier run has used."""
    return f"127.{QUARTER}.{STREET + number // 250}.{number % 250 + 1}"


def login(entrance: Entrance, name: str, password: str = "not this one", **options) -> Answer:
    return entrance.ask("POST", LOGIN, {"login": name, "password": password}, **options)


def assert_limited(answer: Answer) -> None:
    assert (answer.status, answer.body["code"]) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) >= 1


def passed(answers: list[Answer]) -> int:
    """Return how many guesses were looked at; a busy service may have answered one with 503 after it was counted."""
    assert {answer.status for answer in answers} <= {401, 429, 503}
    return len([answer for answer in answers if answer.status != 429])


def test_I05_guessing_ends_and_the_owner_still_gets_in(entrance, newcomer):
    owner = newcomer("owner")

    answers = [login(entrance, owner.username, source=place(1)) for _ in range(GUESSES + 5)]

    assert [answer.status == 429 for answer in answers] == [False] * GUESSES + [True] * 5
    assert_limited(answers[-1])
    assert login(entrance, owner.username, PASSWORD, source=place(1)).status == 429
    assert login(entrance, owner.username, PASSWORD, source="127.0.0.1").status == 200


def test_I06_one_account_from_many_addresses(entrance, newcomer):
    owner = newcomer("owner")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: login(entrance, owner.username, source=place(n)), range(60)))

    assert passed(answers) == GUESSES


def test_I06_many_accounts_from_one_address(entrance):
    """60 a minute; most of these are refused before a password is looked at, and count all the same."""
    spray = [login(entrance, name_like("x"), "", source=place(300)) for _ in range(55)]
    answers = [login(entrance, name_like("x"), source=place(300)) for _ in range(10)]

    assert {answer.status for answer in spray} == {400}
    assert [answer.status == 429 for answer in answers] == [False] * 5 + [True] * 5
    assert_limited(answers[-1])


def test_I10_of_two_hundred_at_once_exactly_ten_pass(entrance, newcomer):
    owner = newcomer("owner")

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda n: login(entrance, owner.username, source=place(400 + n)), range(200)))

    assert passed(answers) == GUESSES


SPELLINGS: dict[str, Callable[[Person], tuple[str, str]]] = {
    "I07-upper-case": lambda p: (LOGIN, p.username.upper()),
    "I07-wide": lambda p: (LOGIN, "".join(chr(ord(c) + 0xFEE0) for c in p.username)),
    "I07-unversioned": lambda p: ("/api/auth/login/", p.username),
    "I07-old-alias": lambda p: ("/api/accounts/login/", p.username),
    "I07-no-slash": lambda p: (LOGIN.rstrip("/"), p.username),
}
MAILBOXES: dict[str, Callable[[Person], tuple[str, str]]] = {
    "I07-address-upper-case": lambda p: (LOGIN, p.email.upper()),
    "I07-address-tag": lambda p: (LOGIN, p.email.replace("@", "+tag@")),
    "I07-address-other-tag": lambda p: (LOGIN, p.email.replace("@", "+x+y@")),
    "I07-address-spaces": lambda p: (LOGIN, f" {p.email} "),
    "I07-address-wide": lambda p: (LOGIN, p.email.replace("a", "\uff41")),
}


@pytest.fixture(scope="module")
def guessed(strict, newcomer) -> Person:
    """Somebody whose name and address have been guessed as often as is allowed."""
    person = newcomer("guessed")
    for name in (person.username, person.email):
        for number in range(GUESSES):
            assert passed([login(strict.services_only, name, source=place(700 + number))])
    return person


@pytest.mark.parametrize("case", SPELLINGS | MAILBOXES)
def test_all_spellings_of_a_name_share_one_limit(case, entrance, guessed):
    path, name = (SPELLINGS | MAILBOXES)[case](guessed)

    assert_limited(entrance.ask("POST", path, {"login": name, "password": PASSWORD}, source=place(750)))


@pytest.mark.parametrize(
    "path", [f"{LOGIN}?x=1&format=json", "/api/v1/auth/login.json", "/api/v1/auth/login//", "/api/v1/Auth/login/"]
)
def test_I07_no_other_address_logs_in(path, entrance, guessed):
    body = {"login": guessed.username, "password": PASSWORD}

    assert entrance.ask("POST", path, body, source=place(751)).status in (400, 404)


@pytest.mark.parametrize("number", range(len(SPOOFS)), ids=lambda number: f"B13-I07-{number}")
def test_headers_do_not_change_the_counted_address(number, entrance):
    """Registrations are counted before they are looked at: 20 a minute from one address."""
    source = place(800 + number)

    answers = [entrance.ask("POST", REGISTER, {}, source=source, headers=SPOOFS[number](n)) for n in range(25)]

    assert [answer.status for answer in answers] == [400] * 20 + [429] * 5
    assert_limited(answers[-1])
    assert entrance.ask("POST", REGISTER, {}, source=place(900 + number)).status == 400


def test_I08_mails_to_an_address_end_after_a_few(entrance, newcomer):
    owner = newcomer("owner")
    headers = {"Authorization": f"Bearer {owner.tokens['access']}"}

    resent = [entrance.ask("POST", "/api/v1/auth/email/resend/", headers=headers, source=place(500)) for _ in range(4)]
    body = {"email": owner.email}
    reset = [entrance.ask("POST", "/api/v1/auth/password/reset/", body, source=place(510 + n)) for n in range(3)]

    assert [answer.status for answer in resent] == [202] * 3 + [429]
    assert [answer.status for answer in reset] == [202] * 2 + [429]
    assert_limited(reset[-1])


def test_I01_asking_which_names_are_taken_ends_soon(entrance, newcomer):
    taken, source = newcomer("taken"), place(1000)
    body = {"username": taken.username, "email": "x@example.org", "password": PASSWORD, "password_confirm": PASSWORD}

    answers = [entrance.ask("POST", REGISTER, body, source=source) for _ in range(25)]

    assert [answer.status for answer in answers] == [400] * 20 + [429] * 5


def test_B13_the_limits_of_the_gateway_count_addresses_of_sockets(strict):
    def ask(number: int) -> Answer:
        headers = SPOOFS[number % len(SPOOFS)](number)
        return strict.as_shipped.ask("POST", REFRESH, {"refresh": "x"}, source=place(1100), headers=headers)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(100)))

    passed = [answer for answer in answers if answer.status == 401]
    limited = [answer for answer in answers if answer.status == 429]
    assert len(passed) + len(limited) == 100
    assert len(limited) >= 40
    for answer in limited:
        assert_limited(answer)
    assert strict.as_shipped.ask("POST", REFRESH, {"refresh": "x"}, source=place(1101)).status == 401


def test_K08_a_service_that_is_not_there_is_a_503_that_says_when_to_come_back(strict):
    for method in ("GET", "HEAD"):
        answer = strict.as_shipped.ask(method, "/api/v1/posts/")
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"


def test_I18_following_by_the_thousand_ends(entrance, newcomer, key):
    """900 an hour as shipped; the service runs at a tenth here."""
    follower, idol = newcomer("follower"), newcomer("idol")
    headers = {"Authorization": f"Bearer {follower.tokens['access']}"}

    def follow(number: int) -> int:
        method = "PUT" if number % 2 else "DELETE"
        return entrance.ask(method, f"/api/v1/users/{idol.id}/follow/", headers=headers).status

    statuses = [follow(number) for number in range(100)]

    assert 429 in statuses
    assert len([status for status in statuses if status != 429]) <= 90


def test_I19_reading_everybody_ends(entrance, newcomer):
    """300 a minute for those without a token as shipped; the service runs at a tenth here."""
    idol, source = newcomer("idol"), place(1200)

    statuses = [
        entrance.ask("GET", f"/api/v1/users/{idol.id}/followers/?limit=100", source=source).status for _ in range(40)
    ]

    assert statuses.count(429) == 10
    assert statuses[-1] == 429
