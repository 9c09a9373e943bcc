"""Moderators and administrators at work, through the gateway: roles, suspensions and what they hide, the audit log."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from stack.handle import Handle
from tests.e2e.client import PASSWORD, Person, name_like, person_of
from tests.e2e.waiting import eventually

ACCOUNTS = "auth/admin/accounts/"
LOGIN = "/api/v1/auth/login/"


@pytest.fixture(scope="module")
def log_in(http) -> Callable[[str], Person]:
    """Return a function that logs somebody in."""

    def start(username: str) -> Person:
        response = http.post(LOGIN, json={"login": username, "password": PASSWORD})
        assert response.status_code == 200, response.text
        return person_of(http, response.json())

    return start


@pytest.fixture(scope="module")
def admin(stack, log_in) -> Person:
    """An administrator, made as an operator makes one."""
    if not isinstance(stack, Handle):
        pytest.skip("needs the commands of a stack on this machine")
    username = name_like("root")
    options = ["--username", username, "--email", f"{username}@example.org"]
    printed = stack.manage("auth", "createadmin", *options, typed=f"{PASSWORD}\n")
    assert json.loads(printed)["roles"] == ["user", "admin"]
    return log_in(username)


@pytest.fixture
def moderator(admin, newcomer, log_in) -> Person:
    """A moderator: an account that an administrator gave the role."""
    person = newcomer("mod")
    response = admin.put(f"{ACCOUNTS}{person.id}/roles/", {"roles": ["moderator"], "reason": "Night shift."})
    assert response.status_code == 200, response.text
    return log_in(person.username)


def suspend(moderator: Person, person: Person, **fields) -> None:
    """Suspend an account; returns when every service that shows content has confirmed it."""

    def confirmed() -> None:
        response = moderator.put(f"{ACCOUNTS}{person.id}/suspension/", {"reason": "Spam."} | fields)
        assert response.status_code == 200, response.text

    eventually(confirmed)


def test_a_suspended_account_is_signed_out_and_hidden_until_it_is_reinstated(ada, bob, moderator, http, log_in):
    post = ada.writes()["id"]
    bob.follows(ada)
    ada.follows(bob)
    bobs = bob.writes()["id"]
    comment = ada.comments(bobs)["id"]
    ada.put(f"posts/{bobs}/like/")
    eventually(lambda: bob.ids("feed/") == [bobs, post])
    eventually(lambda: len(bob.results("notifications/")) == 3)
    hidden = [f"users/{ada.id}/", f"users/@{ada.username}/", f"users/{ada.id}/followers/", f"posts/{post}/"]
    hidden += [f"comments/{comment}/", f"users/@{ada.username}/posts/"]
    lists = [f"users/{bob.id}/followers/", f"posts/{bobs}/comments/", f"posts/{bobs}/likes/", f"users/{ada.id}/posts/"]
    lists += ["notifications/", f"users/?ids={ada.id}", f"posts/?author={ada.id}"]
    before = {path: bob.results(path) for path in lists}
    assert all(before.values())

    suspend(moderator, ada)

    assert [bob.get(path).status_code for path in hidden] == [404] * len(hidden)
    assert {path: bob.results(path) for path in lists} == {path: [] for path in lists}
    assert bob.ids("feed/") == [bobs]
    assert bob.get("notifications/unread-count/").json() == {"unread": 0}
    eventually(lambda: ada.get("feed/").json().get("code") == "session_ended", within=2)
    wrong = http.post(LOGIN, json={"login": ada.username, "password": "not the password"}).json()
    answer = http.post(LOGIN, json={"login": ada.username, "password": PASSWORD})
    assert (answer.status_code, answer.json() | {"request_id": ""}) == (401, wrong | {"request_id": ""})

    assert moderator.delete(f"{ACCOUNTS}{ada.id}/suspension/").status_code == 200

    assert [bob.get(path).status_code for path in hidden] == [200] * len(hidden)
    assert {path: bob.results(path) for path in lists} == before
    assert bob.ids("feed/") == [bobs, post]
    assert log_in(ada.username).ids("feed/") == [bobs, post]


def test_a_suspension_ends_at_its_time(ada, moderator, log_in):
    suspend(moderator, ada, until=(datetime.now(UTC) + timedelta(seconds=4)).isoformat())

    assert moderator.get(f"{ACCOUNTS}{ada.id}/").json()["state"] == "suspended"
    eventually(lambda: moderator.get(f"{ACCOUNTS}{ada.id}/").json()["state"] == "active", within=30)
    log_in(ada.username)


def test_a_role_that_is_taken_away_ends_within_two_seconds(admin, moderator, log_in):
    assert moderator.get(ACCOUNTS).status_code == 200

    assert admin.put(f"{ACCOUNTS}{moderator.id}/roles/", {"roles": ["user"]}).status_code == 200

    eventually(lambda: moderator.get(ACCOUNTS).status_code == 401, within=2)
    again = log_in(moderator.username)
    assert (again.get(ACCOUNTS).status_code, again.get("feed/").status_code) == (403, 200)


def test_every_act_is_in_the_audit_log(ada, admin, moderator):
    suspend(moderator, ada)
    suspended = moderator.put(f"{ACCOUNTS}{ada.id}/suspension/", {"reason": "Threats."})
    moderator.delete(f"{ACCOUNTS}{ada.id}/suspension/")

    entries = admin.results(f"auth/admin/audit-log/?subject={ada.id}")

    assert [entry["act"] for entry in entries] == ["reinstate", "change_suspension", "suspend"]
    assert {entry["actor_id"] for entry in entries} == {moderator.id}
    assert entries[1]["request_id"] == suspended.headers["X-Request-ID"]
    assert (entries[1]["before"]["reason"], entries[1]["after"]["reason"]) == ("Spam.", "Threats.")
    assert admin.ids(f"auth/admin/audit-log/?actor={moderator.id}") == [entry["id"] for entry in entries]
    assert moderator.get("auth/admin/audit-log/").status_code == 403


def test_accounts_are_found_by_name_state_and_role(ada, admin, moderator):
    suspend(moderator, ada)

    assert admin.ids(f"{ACCOUNTS}?q={ada.username}") == [ada.id]
    assert ada.id in admin.ids(f"{ACCOUNTS}?state=suspended")
    assert moderator.id in admin.ids(f"{ACCOUNTS}?role=moderator")
    assert admin.results(f"{ACCOUNTS}?q={ada.username}")[0]["suspension"]["by_id"] == moderator.id
