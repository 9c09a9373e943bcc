"""The command that makes many accounts for development."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, Session

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
