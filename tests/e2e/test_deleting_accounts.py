"""An account is deleted: hidden from everybody at once, then gone from every service."""

import pytest

from tests.e2e.client import PASSWORD, Person, register
from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually

DELETION = "auth/account/deletion/"


@pytest.fixture
def erin(newcomer, ada: Person, bob: Person) -> Person:
    """Somebody with posts, comments, likes and follows; a follower of Ada, followed by Bob."""
    erin = newcomer("erin")
    erin.follows(ada)
    bob.follows(erin)
    return erin


def test_a_deleted_account_is_hidden_at_once_and_then_gone(erin: Person, ada: Person, bob: Person, http):
    posted = erin.writes("Words of somebody who leaves.")
    hers = ada.writes("Words of somebody who stays.")
    eventually(lambda: erin.put(f"posts/{hers['id']}/like/").status_code == 200)
    comment = erin.comments(hers["id"], "A remark of somebody who leaves.")
    eventually(lambda: posted["id"] in bob.ids("feed/"))
    eventually(lambda: _counts(ada)["followers_count"] == 1)

    answer = erin.delete("auth/account/", json={"password": PASSWORD})

    assert answer.status_code == 202, answer.text
    assert bob.get(f"posts/{posted['id']}/").status_code == 404
    assert bob.get(f"users/{erin.id}/").status_code == 404
    assert posted["id"] not in bob.ids("feed/")
    eventually(lambda: erin.get("feed/").status_code == 401, within=2)
    eventually(lambda: _is_erased(http, answer.json()["id"]), within=60)
    assert bob.get(f"comments/{comment['id']}/").status_code == 404
    shown = ada.get(f"posts/{hers['id']}/").json()
    assert (shown["likes_count"], shown["comments_count"]) == (0, 0)
    eventually(lambda: _counts(ada)["followers_count"] == 0 and _counts(bob)["following_count"] == 0)
    eventually(lambda: ada.results("notifications/") == [])


def test_its_name_is_never_given_again_and_logging_in_is_a_wrong_password(erin: Person, http):
    assert erin.delete("auth/account/", json={"password": PASSWORD}).status_code == 202

    login = http.post("/api/v1/auth/login/", json={"login": erin.username, "password": PASSWORD})
    assert_problem(login, 401, "wrong_credentials")
    again = register(http, username=erin.username)
    assert_problem(again, 400, "invalid")
    assert again.json()["errors"][0]["code"] == "taken"
    assert http.post("/api/v1/auth/refresh/", json={"refresh": erin.tokens["refresh"]}).status_code == 401


def test_without_the_password_a_fresh_login_is_enough(erin: Person):
    assert erin.delete("auth/account/").status_code == 202


def test_a_wrong_password_deletes_nothing(erin: Person):
    assert_problem(erin.delete("auth/account/", json={"password": "wrong"}), 400, "invalid")
    assert erin.get("auth/me/").status_code == 200


@pytest.mark.parametrize("address", ["users/me/", "users/{id}/", "users/@{name}/", "/api/accounts/profile/"])
def test_deleting_ones_own_profile_deletes_the_account(newcomer, bob: Person, http, address: str):
    erin = newcomer("erin")
    refused = bob.delete(f"users/{erin.id}/", json={"password": PASSWORD})
    assert_problem(refused, 403, "not_your_account")
    assert erin.get("auth/me/").status_code == bob.get("auth/me/").status_code == 200

    answer = erin.delete(address.format(id=erin.id, name=erin.username), json={"password": PASSWORD})

    assert answer.status_code == 202, answer.text
    assert bob.get(f"users/{erin.id}/").status_code == 404
    assert http.get(f"/api/v1/{DELETION}{answer.json()['id']}/").json()["state"] in ("erasing", "erased")
    eventually(lambda: erin.get("feed/").status_code == 401, within=2)


def _is_erased(http, deletion_id: str) -> bool:
    shown = http.get(f"/api/v1/{DELETION}{deletion_id}/").json()
    return shown["state"] == "erased" and {part["state"] for part in shown["services"]} == {"erased"}


def _counts(person: Person) -> dict[str, int]:
    return person.get(f"users/{person.id}/").json()
