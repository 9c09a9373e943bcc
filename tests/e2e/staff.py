"""Making administrators and moderators of a stack on this machine, as an operator and an administrator do."""

import json
import time

import httpx
import jwt

from stack.handle import Handle
from tests.e2e.client import PASSWORD, Person, name_like, person_of
from tests.e2e.waiting import eventually

ACCOUNTS = "auth/admin/accounts/"
LOGIN = "/api/v1/auth/login/"
SOON_SECONDS = 120


def log_in(http: httpx.Client, username: str) -> Person:
    """Log somebody in."""
    response = http.post(LOGIN, json={"login": username, "password": PASSWORD})
    assert response.status_code == 200, response.text
    return person_of(http, response.json())


def administrator(stack: Handle, http: httpx.Client) -> Person:
    """Make the account of an administrator by the command, and log in."""
    username = name_like("root")
    options = ["--username", username, "--email", f"{username}@example.org"]
    printed = stack.manage("auth", "createadmin", *options, typed=f"{PASSWORD}\n")
    assert json.loads(printed)["roles"] == ["user", "admin"]
    return log_in(http, username)


def stay_signed_in(person: Person) -> None:
    """Give somebody who is used for a whole run new tokens, if the present one expires soon."""
    expires = jwt.decode(person.tokens["access"], options={"verify_signature": False})["exp"]
    if expires < time.time() + SOON_SECONDS:
        response = person.http.post("/api/v1/auth/refresh/", json={"refresh": person.tokens["refresh"]})
        assert response.status_code == 200, response.text
        person.tokens = response.json()


def promote(person: Person, *roles: str, by: Person) -> None:
    """Give somebody roles; the person logs in again, because the sessions end."""
    stay_signed_in(by)
    response = by.put(f"{ACCOUNTS}{person.id}/roles/", {"roles": list(roles), "reason": "Night shift."})
    assert response.status_code == 200, response.text
    person.tokens = log_in(person.http, person.username).tokens


def suspend(person: Person, *, by: Person, **fields: str) -> None:
    """Suspend an account; returns when every service that shows content has confirmed it."""
    stay_signed_in(by)

    def confirmed() -> None:
        response = by.put(f"{ACCOUNTS}{person.id}/suspension/", {"reason": "Spam."} | fields)
        assert response.status_code == 200, response.text

    eventually(confirmed)


def reinstate(person: Person, *, by: Person) -> None:
    """Reinstate an account; returns when every service that shows content has confirmed it."""
    stay_signed_in(by)
    eventually(lambda: by.delete(f"{ACCOUNTS}{person.id}/suspension/").status_code == 200)
