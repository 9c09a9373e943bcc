"""The command that makes many accounts for development."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from factories import AccountFactory

from accounts.models import Account, Session
from accounts.services.sessions import MAX_SESSIONS

PASSWORD = "everybody knows this one"
LINES = '{"username": "Ada", "email": "ada@kith.test"}\n{"username": "eve", "email": "eve@kith.test"}\n'


def create(monkeypatch, *arguments, lines=""):
    output = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(lines))
    call_command("create_accounts", "--password", PASSWORD, *arguments, stdout=output, stderr=StringIO())
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_it_makes_accounts_that_can_log_in(api, monkeypatch, emitted):
    create(monkeypatch, lines=LINES)

    ada, eve = Account.objects.order_by("username")
    assert (ada.username, ada.email, ada.password) == ("ada", "ada@kith.test", eve.password)
    assert sorted(event.username for event in emitted()) == ["ada", "eve"]
    assert api().post("/api/v1/auth/login/", {"login": "eve", "password": PASSWORD}).status_code == 200


def test_it_may_be_called_again(monkeypatch, emitted):
    create(monkeypatch, lines=LINES)
    create(monkeypatch, lines=LINES + '{"username": "bob", "email": "bob@kith.test"}\n')

    assert Account.objects.count() == len(emitted()) == 3


def test_it_prints_tokens_that_work(api, monkeypatch):
    people = create(monkeypatch, "--prefix", "reed", "--count", "3", "--tokens")

    assert [person["username"] for person in people] == ["reed1", "reed2", "reed3"]
    for person in people:
        response = api().get("/api/v1/auth/me/", headers={"Authorization": f"Bearer {person['access']}"})
        assert response.json()["id"] == person["id"]
    assert api().post("/api/v1/auth/refresh/", {"refresh": people[0]["refresh"]}).status_code == 200
    assert Session.objects.count() == 3


@pytest.mark.parametrize("line", ["x", "[]", "{}", '{"username": "me", "email": "me@kith.test"}'])
def test_it_names_the_line_that_is_wrong(monkeypatch, line):
    with pytest.raises(CommandError, match="line 3"):
        create(monkeypatch, lines=LINES + line)
    assert Account.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_log_lines_of_the_command_are_not_between_its_data(logged_in):
    ada = AccountFactory(username="ada")
    for _ in range(MAX_SESSIONS):
        logged_in(ada)
    held = connection.settings_dict
    url = f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"

    done = subprocess.run(
        [sys.executable, "-m", "django", "create_accounts", "--password", "a secret", "--tokens"],
        input=json.dumps({"username": "ada", "email": "ada@kith.test"}),
        env=os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "INFO"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    (line,) = map(json.loads, done.stdout.splitlines())
    logged = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert (line["username"], line["id"]) == ("ada", str(ada.id))
    assert [(each["event"], each["reason"]) for each in logged] == [("session_ended", "limit")]
    assert [(each["service"], each["source"]) for each in logged] == [("auth", "sessions")]
