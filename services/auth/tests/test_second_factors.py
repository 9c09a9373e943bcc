"""The second factor at logins: each code counts once, and few wrong ones are allowed."""

import json

import pytest
from authenticator import CONFIRM, LOGIN, ME, assert_refused, begin, enabled, log_in
from factories import PASSWORD, AccountFactory

from accounts.limits import MAX_WRONG_CODES as MAX_WRONG
from accounts.models import RecoveryCode, Session


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


def test_the_password_alone_starts_no_session(api, ada, app):
    before = Session.objects.count()

    response = log_in(api)

    assert_refused(response, 401, "second_factor_needed")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert Session.objects.count() == before


def test_without_the_password_nobody_learns_that_there_is_a_second_factor(api, ada, app):
    assert_refused(log_in(api, password="wrong"), 401, "wrong_credentials")
    assert_refused(log_in(api, app.code(), password="wrong"), 401, "wrong_credentials")
    assert log_in(api, app.code()).status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_logs_in(api, ada, app, clock, steps):
    clock.forward(seconds=60)

    response = log_in(api, app.code(steps=steps))

    assert response.status_code == 200
    assert response.json()["user"]["has_second_factor"] is True


def test_a_code_is_taken_as_people_type_it(api, ada, app):
    code = app.code()

    assert log_in(api, f" {code[:3]} {code[3:]} ").status_code == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_refused(api, ada, app, clock, steps):
    clock.forward(minutes=5)
    while app.code(steps=steps) in {app.code(steps=near) for near in (-1, 0, 1)}:  # by chance, once in 300,000
        clock.forward(minutes=5)

    assert_refused(log_in(api, app.code(steps=steps)), 401, "wrong_second_factor")


def test_a_code_counts_once(api, ada, app):
    assert log_in(api, app.code()).status_code == 200
    assert_refused(log_in(api, app.code()), 401, "wrong_second_factor")


def test_after_a_code_earlier_ones_are_refused_too(api, ada, app, clock):
    clock.forward(minutes=1)
    earlier = app.code(steps=-1)

    assert log_in(api, app.code()).status_code == 200
    assert_refused(log_in(api, earlier), 401, "wrong_second_factor")


def test_the_code_that_confirmed_logs_nobody_in(api, ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)
    code = app.code()
    client.post(CONFIRM, {"code": code})

    assert_refused(log_in(api, code), 401, "wrong_second_factor")


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_used_ten_times_at_once_starts_one_session(api, ada, app, at_once):
    before, code = Session.objects.count(), app.code()

    answers = at_once([lambda: log_in(api, code)] * 10)

    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 401, 429}
    assert Session.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_that_is_used_ten_times_at_once_starts_one_session(api, ada, app, at_once):
    before, code = Session.objects.count(), app.recovery_codes[0]

    answers = at_once([lambda: log_in(api, code)] * 10)

    assert [answer.status_code for answer in answers].count(200) == 1
    assert Session.objects.count() == before + 1
    assert RecoveryCode.objects.count() == 7


def test_each_recovery_code_logs_in_once_and_the_owner_learns_of_it(api, ada, app, mail):
    mail.sent()

    statuses = [log_in(api, code).status_code for code in app.recovery_codes]

    assert statuses == [200] * 8
    assert {each.subject for each in mail.sent()} == {"A recovery code was used"}
    assert RecoveryCode.objects.count() == 0
    assert_refused(log_in(api, app.recovery_codes[0]), 401, "wrong_second_factor")


def test_a_recovery_code_is_taken_in_capitals_and_without_hyphens(api, ada, app):
    assert log_in(api, app.recovery_codes[0].replace("-", "").upper()).status_code == 200
    assert_refused(log_in(api, app.recovery_codes[0]), 401, "wrong_second_factor")


def test_a_recovery_code_of_another_account_is_refused(api, ada, app, logged_in, clock):
    other = enabled(logged_in(AccountFactory(username="eve")), clock)

    assert_refused(log_in(api, other.recovery_codes[0]), 401, "wrong_second_factor")
    assert RecoveryCode.objects.count() == 16


def test_five_wrong_codes_block_every_code_for_a_quarter_of_an_hour(api, ada, app, clock, logged_in):
    client = logged_in(ada)
    for _ in range(MAX_WRONG):
        assert_refused(log_in(api, app.wrong_code()), 401, "wrong_second_factor")
    clock.forward(minutes=5)

    for code in (app.code(), app.recovery_codes[0], app.wrong_code()):
        response = log_in(api, code)
        assert_refused(response, 429, "rate_limited")
        assert response.headers["Retry-After"] == "600"
    assert client.get(ME).status_code == 200
    assert RecoveryCode.objects.count() == 8

    clock.forward(minutes=10)
    assert log_in(api, app.code()).status_code == 200


@pytest.mark.parametrize("code", ["123456789", "\ud800", "\x00", "", "x" * 65, 123456, ["123456"]])
def test_what_is_no_code_is_refused_and_starts_no_session(api, ada, app, code):
    before = Session.objects.count()

    body = json.dumps({"login": "ada", "password": PASSWORD, "code": code})
    response = api().post(LOGIN, body, content_type="application/json")

    assert response.status_code in (400, 401)
    assert Session.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_of_twenty_wrong_codes_at_once_five_are_compared(api, ada, app, at_once):
    wrong = app.wrong_code()

    answers = at_once([lambda: log_in(api, wrong)] * 20)

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15


def test_a_right_code_ends_the_count_of_wrong_ones(api, ada, app, clock):
    for _ in range(2):
        for _ in range(MAX_WRONG - 1):
            assert_refused(log_in(api, app.wrong_code()), 401, "wrong_second_factor")
        assert log_in(api, app.code()).status_code == 200
        clock.forward(seconds=30)


def test_a_code_is_ignored_where_there_is_no_second_factor(api, ada):
    assert log_in(api, "123456").status_code == 200
