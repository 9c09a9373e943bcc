"""I and J: links in mails, second factors and devices, through the gateway, with the mails that arrive."""

import time

import httpx
import pyotp
import pytest

from runtime.thoroughness import rounds
from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.mailbox import Mailbox
from tests.e2e.waiting import eventually
from tests.security.answers import median_ms, same
from tests.security.database import value

FRESH = "a lighthouse in the morning fog"
NEW = {"password": FRESH, "password_confirm": FRESH}
LOGIN, RESET = "/api/v1/auth/login/", "/api/v1/auth/password/reset/"
CONFIRM, VERIFY = f"{RESET}confirm/", "/api/v1/auth/email/verify/"
TRIES = rounds(15, 200)
by_round = pytest.mark.parametrize("number", range(rounds(2, 20)), ids=lambda number: f"round-{number}")


@pytest.fixture
def mailbox(handle) -> Mailbox:
    return Mailbox(handle.layout.mail)


@pytest.fixture
def verified(newcomer, http, mailbox) -> Person:
    """Return somebody who has verified the address."""
    person = newcomer("verified")
    token = mailbox.token(person.email, "Confirm your e-mail address")
    assert http.post(VERIFY, json={"token": token}).status_code == 204
    return person


def reset_token(http: httpx.Client, mailbox: Mailbox, person: Person) -> str:
    assert http.post(RESET, json={"email": person.email}).status_code == 202
    return mailbox.token(person.email, "Choose a new password")


def with_second_factor(person: Person) -> tuple[pyotp.TOTP, list[str]]:
    """Enable a second factor; return the app and the recovery codes."""
    app = pyotp.TOTP(person.post("auth/totp/", {"password": PASSWORD}).json()["secret"])
    answer = person.post("auth/totp/confirm/", {"code": app.now()})
    assert answer.status_code == 200, answer.text
    return app, answer.json()["recovery_codes"]


def sessions_of(handle, person: Person) -> int:
    return value(handle, "auth", "SELECT count(*) FROM session WHERE account_id = %s", [person.id])


def assert_link_invalid(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")


def test_I04_asking_for_a_new_password_reveals_nothing(http, verified):
    unknown = f"{name_like('nobody')}@example.org"

    known, other = (http.post(RESET, json={"email": email}) for email in (verified.email, unknown))

    same(known, other)
    assert known.status_code == 202
    asked = [lambda email=email: http.post(RESET, json={"email": email}) for email in (verified.email, unknown)]

    def is_close() -> bool:
        one, two = median_ms(asked, tries=TRIES)
        return abs(one - two) < max(5, 0.1 * one)

    eventually(is_close, within=60)


def test_I11_a_token_works_once_and_ends_with_the_password(http, mailbox, verified):
    first, second = (reset_token(http, mailbox, verified) for _ in range(2))

    assert http.post(CONFIRM, json=NEW | {"token": first}).status_code == 204

    for token in (first, second):
        assert_link_invalid(http.post(CONFIRM, json={"token": token, "password": PASSWORD, "password2": PASSWORD}))
    assert http.post(LOGIN, json={"login": verified.username, "password": FRESH}).status_code == 200


@pytest.mark.parametrize("case", ["flipped", "cut", "longer", "empty", "padded"], ids=lambda case: f"I11-{case}")
def test_a_token_that_is_changed_is_refused(case, http, mailbox, verified):
    token = reset_token(http, mailbox, verified)
    flipped = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    forms = {"flipped": flipped, "cut": token[:-1], "longer": token + "A", "empty": "x", "padded": token + "=="}

    assert_link_invalid(http.post(CONFIRM, json=NEW | {"token": forms[case]}))
    assert http.post(LOGIN, json={"login": verified.username, "password": PASSWORD}).status_code == 200


def test_I11_a_token_of_another_kind_sets_no_password(http, mailbox, newcomer, verified):
    stranger = newcomer("stranger")
    verify = mailbox.token(stranger.email, "Confirm your e-mail address")

    assert_link_invalid(http.post(CONFIRM, json=NEW | {"token": verify}))
    assert_link_invalid(http.post(VERIFY, json={"token": reset_token(http, mailbox, verified)}))


def test_I13_an_address_changes_when_the_new_one_is_verified_and_older_links_end(http, mailbox, verified):
    fresh = f"{name_like('fresh')}@example.org"
    reset = reset_token(http, mailbox, verified)
    old = verified.email
    assert verified.post("auth/email/change/", {"email": fresh, "password": PASSWORD}).status_code == 202
    assert mailbox.newest(old, "Your e-mail address is about to change")
    assert verified.get("auth/me/").json()["email"] == old

    token = mailbox.token(fresh, "Confirm your new e-mail address")
    assert http.post(VERIFY, json={"token": token}).status_code == 204

    assert verified.get("auth/me/").json()["email"] == fresh
    assert_link_invalid(http.post(VERIFY, json={"token": token}))
    assert_link_invalid(http.post(CONFIRM, json=NEW | {"token": reset}))


def test_I17_no_session_begins_without_a_code(http, handle, newcomer):
    owner = newcomer("owner")
    with_second_factor(owner)
    before = sessions_of(handle, owner)
    right = {"login": owner.username, "password": PASSWORD}

    needed = http.post(LOGIN, json=right)
    wrong = http.post(LOGIN, json=right | {"code": "abcdef"})

    assert (needed.status_code, needed.json()["code"]) == (401, "second_factor_needed")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_second_factor")
    same(
        http.post(LOGIN, json=right | {"password": "wrong"}),
        http.post(LOGIN, json={"login": name_like("nobody"), "password": "wrong"}),
    )
    assert sessions_of(handle, owner) == before


def test_I17_five_wrong_codes_block_every_code_but_no_session(http, newcomer):
    owner = newcomer("owner")
    _, recovery_codes = with_second_factor(owner)
    login = {"login": owner.username, "password": PASSWORD}

    answers = [http.post(LOGIN, json=login | {"code": "wrong-code"}) for _ in range(6)]
    late = http.post(LOGIN, json=login | {"code": recovery_codes[0]})

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (late.status_code, late.headers["RateLimit-Policy"]) == (429, '"second-factor";q=5;w=900')
    assert 1 <= int(late.headers["Retry-After"]) <= 900
    assert owner.get("auth/me/").status_code == 200


def test_I09_a_second_factor_is_set_up_and_disabled_with_the_password_only(newcomer):
    owner = newcomer("owner")
    assert owner.post("auth/totp/", {"password": "wrong"}).status_code == 400
    with_second_factor(owner)

    assert owner.post("auth/totp/disable/", {"password": "wrong"}).status_code == 400
    assert owner.get("auth/me/").json()["has_second_factor"] is True


def test_a_stranger_with_a_second_factor_cannot_keep_an_address_from_its_owner(http, mailbox, newcomer):
    stranger = newcomer("stranger")
    with_second_factor(stranger)
    token = mailbox.token(stranger.email, "Confirm your e-mail address")
    assert http.post(VERIFY, json={"token": token}).status_code == 204

    body = NEW | {"token": reset_token(http, mailbox, stranger)}
    assert http.post(CONFIRM, json=body).status_code == 204

    assert http.post(LOGIN, json={"login": stranger.email, "password": FRESH}).status_code == 200


@by_round
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_J_one_code_starts_one_session(kind, number, parallel, handle, newcomer):
    owner = newcomer("owner")
    app, recovery_codes = with_second_factor(owner)
    # The code of the next step is accepted, and was not used to enable the second factor.
    code = recovery_codes[0] if kind == "recovery" else app.at(int(time.time()), counter_offset=1)
    before = sessions_of(handle, owner)
    body = {"login": owner.username, "password": PASSWORD, "code": code}

    answers = parallel.at_once(lambda client, _: client.post(LOGIN, json=body))

    assert {answer.status_code for answer in answers} <= {200, 401, 429, 503}
    assert [answer.status_code for answer in answers].count(200) <= 1
    assert sessions_of(handle, owner) - before == [answer.status_code for answer in answers].count(200)


@by_round
def test_J08_one_reset_token(number, parallel, http, mailbox, verified):
    token = reset_token(http, mailbox, verified)
    passwords = [f"{FRESH} {index}" for index in range(50)]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        return client.post(CONFIRM, json={"token": token, "password": passwords[index], "password2": passwords[index]})

    answers = parallel.at_once(act)

    assert {answer.status_code for answer in answers} <= {204, 400, 503}
    won = [index for index, answer in enumerate(answers) if answer.status_code == 204]
    assert len(won) <= 1
    for index in won:
        assert http.post(LOGIN, json={"login": verified.username, "password": passwords[index]}).status_code == 200
        assert http.post(LOGIN, json={"login": verified.username, "password": PASSWORD}).status_code == 401


@by_round
def test_J05_one_address_is_verified_by_one_account(number, parallel, handle, newcomer, http, mailbox):
    address = f"{name_like('shared')}@example.org"
    people = [newcomer("one") for _ in range(5)]
    for person in people:
        assert person.post("auth/email/change/", {"email": address, "password": PASSWORD}).status_code == 202
    tokens = mailbox.tokens(address, "Confirm your new e-mail address", count=len(people))

    answers = parallel.at_once(lambda client, index: client.post(VERIFY, json={"token": tokens[index % len(tokens)]}))

    assert {answer.status_code for answer in answers} <= {204, 400, 503}
    count = value(handle, "auth", "SELECT count(*) FROM account WHERE email = %s AND email_verified", [address])
    assert count == [answer.status_code for answer in answers].count(204) == 1
