"""Moderators and administrators at work, through the gateway: roles, suspensions and what they hide, the audit log."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.client import PASSWORD, Person
from tests.e2e.staff import ACCOUNTS, LOGIN, log_in, promote, reinstate, suspend
from tests.e2e.waiting import eventually


@pytest.fixture
def moderator(admin, newcomer) -> Person:
    """A moderator: an account that an administrator gave the role."""
    person = newcomer("mod")
    promote(person, "moderator", by=admin)
    return person


def test_a_suspended_account_is_signed_out_and_hidden_until_it_is_reinstated(ada, bob, moderator, http):
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

    suspend(ada, by=moderator)

    assert [bob.get(path).status_code for path in hidden] == [404] * len(hidden)
    assert {path: bob.results(path) for path in lists} == {path: [] for path in lists}
    assert bob.ids("feed/") == [bobs]
    assert bob.get("notifications/unread-count/").json() == {"unread": 0}
    eventually(lambda: ada.get("feed/").json().get("code") == "session_ended", within=2)
    wrong = http.post(LOGIN, json={"login": ada.username, "password": "not the password"}).json()
    answer = http.post(LOGIN, json={"login": ada.username, "password": PASSWORD})
    assert (answer.status_code, answer.json() | {"request_id": ""}) == (401, wrong | {"request_id": ""})

    reinstate(ada, by=moderator)

    assert [bob.get(path).status_code for path in hidden] == [200] * len(hidden)
    assert {path: bob.results(path) for path in lists} == before
    assert bob.ids("feed/") == [bobs, post]
    assert log_in(http, ada.username).ids("feed/") == [bobs, post]


def test_a_suspension_ends_at_its_time(ada, moderator, http):
    suspend(ada, by=moderator, until=(datetime.now(UTC) + timedelta(seconds=4)).isoformat())

    assert moderator.get(f"{ACCOUNTS}{ada.id}/").json()["state"] == "suspended"
    eventually(lambda: moderator.get(f"{ACCOUNTS}{ada.id}/").json()["state"] == "active", within=30)
    log_in(http, ada.username)


def test_a_role_that_is_taken_away_ends_within_two_seconds(admin, moderator, http):
    assert moderator.get(ACCOUNTS).status_code == 200

    assert admin.put(f"{ACCOUNTS}{moderator.id}/roles/", {"roles": ["user"]}).status_code == 200

    eventually(lambda: moderator.get(ACCOUNTS).status_code == 401, within=2)
    again = log_in(http, moderator.username)
    assert (again.get(ACCOUNTS).status_code, again.get("feed/").status_code) == (403, 200)


def test_every_act_is_in_the_audit_log(ada, admin, moderator):
    suspend(ada, by=moderator)
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
    suspend(ada, by=moderator)

    assert admin.ids(f"{ACCOUNTS}?q={ada.username}") == [ada.id]
    assert ada.id in admin.ids(f"{ACCOUNTS}?state=suspended")
    assert moderator.id in admin.ids(f"{ACCOUNTS}?role=moderator")
    assert admin.results(f"{ACCOUNTS}?q={ada.username}")[0]["suspension"]["by_id"] == moderator.id
