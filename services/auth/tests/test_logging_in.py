"""Logging in: by which names, with which answer to those who may not, and how often it may be tried."""

# ruff: noqa: RUF001 - letters that look alike are the point here

import json
import os
import statistics
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone
from factories import PASSWORD, AccountFactory
from redis import Redis

from accounts.models import Account, Session
from accounts.passwords import Argon2id

URL = "/api/v1/auth/login/"
ELSEWHERE = {"X-Client-Address": "203.0.113.9"}


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test")


def log_in(api, login, password=PASSWORD, **headers):
    return api().post(URL, {"login": login, "password": password}, headers=headers)


@pytest.mark.parametrize(
    "name",
    [{"login": "ada"}, {"username": "ADA"}, {"email": "Ada@Kith.TEST"}, {"login": "ada@kith.test"}, {"login": "ⓐda"}],
)
def test_a_username_and_an_address_both_log_in(api, ada, name):
    response = api().post(URL, name | {"password": PASSWORD})

    body = response.json()
    assert response.status_code == 200
    assert body["user"]["id"] == str(ada.id)
    assert body.keys() == {"user", "access", "refresh", "token", "expires_in"}
    assert body["token"] == body["access"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_every_login_is_a_session_of_its_own(api, ada):
    headers = {"User-Agent": "curl/8.1\x7f" + "x" * 300, "X-Client-Address": "203.0.113.9"}
    log_in(api, "ada")
    log_in(api, "ada", **headers)

    session = Session.objects.latest("id")
    assert Session.objects.count() == 2
    assert (session.device, session.address) == ("curl/8.1" + "x" * 191, "203.0.113.9")
    assert (session.last_used_at.minute, session.last_used_at.second) == (0, 0)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ada", "wrong password"),
        ("nobody", PASSWORD),
        ("nobody@kith.test", PASSWORD),
        ("ada@kith.test", "x"),
        ("x@y", "x"),
    ],
)
def test_an_unknown_name_and_a_wrong_password_are_answered_alike(api, ada, login, password):
    response = log_in(api, login, password)

    body = response.json()
    assert (response.status_code, body["code"]) == (401, "wrong_credentials")
    assert body["detail"] == "The name or the password is wrong."
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert Session.objects.count() == 0


def test_an_unknown_name_and_a_wrong_password_take_the_same_time(api, ada, settings):
    settings.ARGON2_MEMORY_KIB, settings.ARGON2_PASSES = 8192, 2
    AccountFactory(username="known")
    AccountFactory(username="unusable", password="!")
    times = {"known": [], "unusable": [], "nobody": []}

    for _ in range(15):
        for name, taken in times.items():
            started = time.thread_time()  # the hash is computing time; waiting for a busy machine is not counted
            log_in(api, name, "wrong password")
            taken.append(time.thread_time() - started)

    medians = sorted(statistics.median(taken) for taken in times.values())
    assert medians[-1] < medians[0] * 1.2, medians


def test_a_name_and_a_password_are_needed(api):
    response = api().post(URL, {})

    assert response.status_code == 400
    assert [fault["field"] for fault in response.json()["errors"]] == ["login", "password"]


def test_an_unverified_address_stays_with_the_account_that_named_it_first(api, ada):
    AccountFactory(username="eve", email=ada.email)

    assert log_in(api, ada.email).json()["user"]["username"] == "ada"
    assert log_in(api, "eve").status_code == 200


def test_a_verified_address_means_the_account_that_verified_it(api):
    AccountFactory(username="eve", email="owner@kith.test")
    AccountFactory(username="owner", email="owner@kith.test", email_verified=True)

    assert log_in(api, "owner@kith.test").json()["user"]["username"] == "owner"


def test_few_hashes_are_computed_at_a_time_and_with_a_lower_priority(at_once, monkeypatch):
    priorities, running, most = [], [], []
    compute = Argon2PasswordHasher.verify

    def watched(hasher, *args):
        running.append(1)
        most.append(len(running))
        priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        try:
            return compute(hasher, *args)
        finally:
            running.pop()

    hashed = Argon2id().encode("a lantern over the harbour", "a-salt-of-16-bytes")
    monkeypatch.setattr(Argon2PasswordHasher, "verify", watched)

    answers = at_once([lambda: Argon2id().verify("something else", hashed)] * 20)

    assert answers == [False] * 20
    assert max(most) <= max(1, os.cpu_count() // 2)
    assert set(priorities) == {max(10, os.getpriority(os.PRIO_PROCESS, os.getpid()))}


def test_a_password_hash_with_old_parameters_is_replaced(api, ada, settings):
    settings.ARGON2_MEMORY_KIB = 16

    assert log_in(api, "ada").status_code == 200

    hashed = Account.objects.get().password
    assert not Argon2id().must_update(hashed)
    assert "m=16," in hashed


def test_guessing_one_name_ends_after_ten_tries(api, ada, settings):
    settings.LIMIT_SCALE = 1
    spellings = ["ada", "ADA", "ⓐda", "Ada", "ａda"]

    answers = [log_in(api, spellings[n % 5], "wrong", **{"X-Client-Address": f"203.0.113.{n}"}) for n in range(12)]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert {"RateLimit", "RateLimit-Policy"} <= answers[-1].headers.keys()


def test_spellings_of_an_address_share_one_allowance(api, settings):
    settings.LIMIT_SCALE = 1
    spellings = ["eve@kith.test", "EVE@kith.test", "eve+1@kith.test", "eve+2@KITH.test", "ｅve@kith.test"]

    statuses = [log_in(api, spellings[n % 5], "wrong").status_code for n in range(12)]

    assert statuses == [401] * 10 + [429] * 2


def test_a_name_that_nobody_has_is_limited_alike(api, settings):
    settings.LIMIT_SCALE = 1

    statuses = [log_in(api, "nobody", "wrong").status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


def test_guessing_from_elsewhere_does_not_lock_the_owner_out(api, ada, settings, logged_in):
    settings.LIMIT_SCALE = 1
    logged_in(ada, address="198.51.100.7")
    for _ in range(12):
        log_in(api, "ada", "wrong", **ELSEWHERE)

    assert log_in(api, "ada", **ELSEWHERE).status_code == 429
    assert log_in(api, "ada", **{"X-Client-Address": "198.51.100.7"}).status_code == 200


def policies_of(api, login, **headers):
    """Fail to log in 80 times, as if in many minutes; return what the answers publish of the limits that refused."""
    found = []
    for _ in range(80):
        answer = log_in(api, login, "wrong", **headers)
        if answer.status_code == 429 and answer.headers["RateLimit-Policy"] not in found:
            found.append(answer.headers["RateLimit-Policy"])
        if answer.status_code == 429:
            forget_the_minute()
    return found


def forget_the_minute():
    redis = Redis.from_url(django_settings.REDIS_URL)
    redis.delete(*redis.scan_iter("*minute*"))


def test_a_refusal_says_the_same_of_a_name_that_is_logged_in_there_and_of_nobody(api, ada, settings, logged_in):
    settings.LIMIT_SCALE = 1
    logged_in(ada, address="198.51.100.7")

    known = policies_of(api, "ada", **{"X-Client-Address": "198.51.100.7"})

    assert known == ['"login-name";q=10;w=60', '"login-name-hour";q=60;w=3600']
    assert policies_of(api, "nobody", **{"X-Client-Address": "198.51.100.7"}) == known


def test_one_address_may_not_try_many_names(api, settings):
    settings.LIMIT_SCALE = 1

    statuses = [log_in(api, f"name{n}", "wrong", **ELSEWHERE).status_code for n in range(61)]

    assert statuses == [401] * 60 + [429]
    assert log_in(api, "name99", "wrong").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_forty_tries_at_once_are_ten(api, ada, settings, at_once):
    settings.LIMIT_SCALE = 1
    calls = [lambda n=n: log_in(api, "ada", "wrong", **{"X-Client-Address": f"198.51.{n}.1"}) for n in range(40)]

    statuses = [answer.status_code for answer in at_once(calls)]

    assert sorted(statuses) == [401] * 10 + [429] * 30


def test_no_secret_reaches_the_log(api, ada, capfd, settings):
    bodies = [log_in(api, "ada").json(), log_in(api, "ada@kith.test", "a wrong secret").json()]

    logged = "".join(capfd.readouterr())
    for secret in (PASSWORD, "a wrong secret", "ada@kith.test", bodies[0]["access"], bodies[0]["refresh"]):
        assert secret not in logged
    assert PASSWORD not in json.dumps(bodies)


def test_a_login_counts_from_now(ada, logged_in):
    logged_in(ada)

    session = Session.objects.get()
    assert abs((timezone.now() - session.created_at).total_seconds()) < 5
    assert (session.expires_at - session.created_at).days == 30


PRINT_PRIORITY = """
import os, threading, django
django.setup()
from accounts.passwords import _hashing
print(_hashing.submit(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())).result())
"""


@pytest.mark.parametrize(("started_with", "hashes_with"), [(0, 10), (15, 15)])
def test_hashing_never_raises_the_priority_that_its_process_was_started_with(started_with, hashes_with):
    more = max(0, started_with - os.getpriority(os.PRIO_PROCESS, 0))
    expected = max(hashes_with, os.getpriority(os.PRIO_PROCESS, 0) + more)

    command = ["nice", "-n", str(more), sys.executable, "-c", PRINT_PRIORITY]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)

    assert int(done.stdout) == expected
