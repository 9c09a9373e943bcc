"""Sessions: seen by their owner only, ended one by one or all together, and published when they end."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from factories import AccountFactory, SessionFactory

from accounts.models import Session
from accounts.selectors.personal_data import session_data
from chassis.ids import uuid7
from chassis.running.housekeeping import prune

URL = "/api/v1/auth/sessions/"


@pytest.fixture
def ada():
    return AccountFactory(username="ada")


def is_alive(client):
    """Say whether the client's tokens, both of them, still work; asking spends neither."""
    return client.get("/api/v1/auth/me/").status_code == 200


def test_me_is_the_caller(ada, logged_in):
    response = logged_in(ada).get("/api/v1/auth/me/")

    assert response.json() == {
        "id": str(ada.id),
        "username": "ada",
        "email": "ada@kith.test",
        "email_verified": False,
        "has_second_factor": False,
        "roles": ["user"],
        "created_at": ada.created_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("url", ["me/", "sessions/", f"sessions/{UUID(int=7)}/", "logout/", "logout/all/"])
def test_nothing_is_shown_without_a_token(api, method, url):
    response = getattr(api(), method)(f"/api/v1/auth/{url}")

    assert (response.status_code, response.json()["code"]) == (401, "token_missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_without_a_session_is_refused(api, ada):
    response = api(account_id=ada.id).get("/api/v1/auth/me/")

    assert (response.status_code, response.json()["code"]) == (401, "session_ended")


def test_a_session_of_somebody_else_does_not_carry_a_token(api, ada):
    theirs = SessionFactory()

    assert api(account_id=ada.id, session_id=theirs.id).get("/api/v1/auth/me/").status_code == 401


def test_the_list_shows_the_living_sessions_newest_first(ada, logged_in):
    old = logged_in(ada, device="old phone", address="203.0.113.9")
    client = logged_in(ada, device="curl/8.1")
    logged_in(AccountFactory(), device="somebody else's")
    SessionFactory(account=ada, revoked_at=timezone.now(), device="ended")
    SessionFactory(account=ada, expires_at=timezone.now(), device="over")

    body = client.get(URL).json()

    assert [(s["device"], s["address"], s["current"]) for s in body["results"]] == [
        ("curl", None, True),
        ("old phone", "203.0.113.9", False),
    ]
    assert body["results"][0].keys() == {
        "id", "device", "address", "created_at", "last_used_at", "expires_at", "current"
    }  # fmt: skip
    assert body["next"] is None
    assert [s["current"] for s in old.get(URL).json()["results"]] == [False, True]


def test_a_session_was_never_used_before_it_began(ada, logged_in):
    client = logged_in(ada)

    [session] = client.get(URL).json()["results"]

    assert session["last_used_at"] == session["created_at"]
    Session.objects.update(last_used_at=timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2))
    [session] = client.get(URL).json()["results"]
    assert session["last_used_at"].endswith(":00:00Z")
    assert session["last_used_at"] > session["created_at"]


def test_an_export_does_not_say_that_a_session_was_used_before_it_began(ada, logged_in):
    client = logged_in(ada, device="old phone")

    [session] = client.get(URL).json()["results"]

    [(_, exported)] = session_data(account_id=ada.id, after=None, limit=10)
    assert exported["id"] == UUID(session["id"])
    assert exported["last_used_at"] == exported["created_at"]
    assert list(exported) == [
        *("id", "device", "address", "created_at", "last_used_at", "expires_at", "revoked_at", "revoked_because")
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_listing_costs_the_same_queries_however_many(ada, logged_in, django_assert_num_queries, count):
    SessionFactory.create_batch(count, account=ada)
    client = logged_in(ada)
    client.get(URL)

    with django_assert_num_queries(2):  # is the caller's session alive; the list
        client.get(URL)


def test_logout_ends_this_session_and_no_other(api, ada, logged_in, emitted):
    here, there = logged_in(ada), logged_in(ada)

    assert here.post("/api/v1/auth/logout/").status_code == 204

    assert (is_alive(here), is_alive(there)) == (False, True)
    refused = api().post("/api/v1/auth/refresh/", {"refresh": here.tokens.refresh})
    assert (refused.status_code, refused.json()["code"]) == (401, "session_ended")
    assert [event.reason for event in emitted()] == ["logout"]


def test_the_event_says_until_when_tokens_must_be_denied(ada, logged_in, emitted):
    logged_in(ada).post("/api/v1/auth/logout/")

    session, [event] = Session.objects.get(), emitted()
    assert (event.session_id, event.account_id, event.version) == (session.id, ada.id, 2)
    assert event.revoked_at == session.revoked_at
    assert event.denied_until == event.revoked_at + timedelta(seconds=310)


def test_logging_out_twice_is_refused_the_second_time(ada, logged_in, emitted):
    client = logged_in(ada)
    client.post("/api/v1/auth/logout/")

    assert client.post("/api/v1/auth/logout/").status_code == 401
    assert len(emitted()) == 1


def test_logout_everywhere_ends_all_of_mine_and_nobody_elses(ada, logged_in, emitted):
    mine = [logged_in(ada) for _ in range(3)]
    other = logged_in(AccountFactory())

    assert mine[0].post("/api/v1/auth/logout/all/").status_code == 204

    assert [is_alive(client) for client in mine] == [False] * 3
    assert is_alive(other)
    assert [event.reason for event in emitted()] == ["logout_all"] * 3


def test_one_session_can_be_ended_from_the_list(ada, logged_in, emitted):
    here, lost = logged_in(ada), logged_in(ada)
    lost_id = here.get(URL).json()["results"][0]["id"]

    assert here.delete(f"{URL}{lost_id}/").status_code == 204

    assert (is_alive(here), is_alive(lost)) == (True, False)
    assert [(str(event.session_id), event.reason) for event in emitted()] == [(lost_id, "revoked")]


def test_somebody_elses_session_is_not_found(ada, logged_in, emitted):
    client, theirs = logged_in(ada), SessionFactory()
    ended = SessionFactory(account=ada, revoked_at=timezone.now())

    answers = [client.delete(f"{URL}{id_}/", headers={"X-Request-ID": "r"}) for id_ in (theirs.id, ended.id, uuid7())]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    theirs.refresh_from_db()
    assert (theirs.revoked_at, emitted()) == (None, [])


def test_the_oldest_session_ends_when_there_are_more_than_twenty(ada, logged_in, emitted):
    clients = [logged_in(ada) for _ in range(21)]

    assert [is_alive(client) for client in clients] == [False] + [True] * 20
    assert [event.reason for event in emitted()] == ["limit"]


@pytest.mark.django_db(transaction=True)
def test_parallel_logins_leave_at_most_twenty_sessions(ada, logged_in, at_once):
    for _ in range(15):
        logged_in(ada)

    at_once([lambda: logged_in(ada)] * 10)

    assert Session.objects.alive(timezone.now()).count() == 20


def test_expired_sessions_are_pruned(ada):
    SessionFactory(account=ada, expires_at=timezone.now() - timedelta(days=2))
    kept = SessionFactory(account=ada)

    prune()

    assert Session.objects.get() == kept


def export(api, event_type, **query):
    headers = {"Authorization": "Bearer an-internal-secret-of-the-tests"}
    return api().get(f"/internal/export/{event_type}/", query, headers=headers).json()


def test_the_export_of_ended_sessions_lists_those_with_a_living_token(api, ada, logged_in):
    for _ in range(3):
        logged_in(ada).post("/api/v1/auth/logout/")
    forgotten = Session.objects.order_by("id").first()
    Session.objects.filter(id=forgotten.id).update(denied_until=timezone.now())
    logged_in(ada)

    first = export(api, "accounts.session.revoked.v1", limit=1)
    second = export(api, "accounts.session.revoked.v1", limit=1, after=first["next"])

    expected = Session.objects.filter(denied_until__gt=timezone.now()).order_by("id")
    assert [page["results"][0]["key"] for page in (first, second)] == [str(session.id) for session in expected]
    assert first["results"][0]["event"]["reason"] == "logout"
    assert export(api, "accounts.session.revoked.v1", after=second["next"])["results"] == []


def test_the_export_of_accounts_lists_everybody(api, ada):
    eve = AccountFactory(username="eve")

    results = export(api, "accounts.account.registered.v1")["results"]

    assert [(row["key"], row["event"]["username"]) for row in results] == [(str(ada.id), "ada"), (str(eve.id), "eve")]
    assert "kith.test" not in str(results)


def test_the_export_needs_the_internal_secret(api, ada, logged_in):
    assert api().get("/internal/export/accounts.account.registered.v1/").status_code == 401
    assert logged_in(ada).get("/internal/export/accounts.account.registered.v1/").status_code == 401
