"""Deleting one's account: what is answered, what is left of it here, and who may read how far it is."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, AccountFactory
from rows import row_texts

from accounts import metrics
from accounts.models import Account, Deletion, EmailLink, Session
from accounts.services.deletions import account_erase, deletions_measure
from chassis.ids import uuid7
from chassis.jobs.models import Job
from chassis.observability import logs
from chassis.testing.operations import faults_of
from contracts.accounts import AccountStateChanged, ErasureRequested, SessionRevoked
from manifest import SERVICES
from personal_data.models import Erasure
from personal_data.services import ERASE
from personal_data.testing import erase_here

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/api/v1/auth/account/"
LOGIN = "/api/v1/auth/login/"
SECRET = {"Authorization": "Bearer an-internal-secret-of-the-tests"}
REGISTRATION = {
    "username": "canary",
    "email": "canary@kith.test",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
}


@pytest.fixture
def account():
    return AccountFactory(username="canary", email="canary@kith.test", email_verified=True)


def delete(client, address=ADDRESS, **body):
    return client.delete(address, body, format="json")


def test_the_account_is_closed_at_once(api, logged_in, account, emitted):
    client = logged_in(account, device="canary phone", address="192.0.2.7")

    response = delete(client, password=PASSWORD)

    deletion = Deletion.objects.get()
    assert (response.status_code, response.json()) == (
        202,
        {
            "id": str(deletion.id),
            "state": "erasing",
            "requested_at": response.json()["requested_at"],
            "services": [
                {"service": name, "state": "erasing"} for name in sorted(service.name for service in SERVICES)
            ],
        },
    )
    assert client.get("/api/v1/auth/me/").status_code == 401
    state, requested = [event for event in emitted() if not isinstance(event, SessionRevoked)][-2:]
    assert (type(state), state.account_id, state.state, state.version) == (
        AccountStateChanged,
        account.id,
        "deleted",
        2,
    )
    assert (type(requested), requested.account_id) == (ErasureRequested, account.id)
    assert Erasure.objects.get().account_id == account.id


@pytest.mark.parametrize("own", ["me", "{id}", "@canary", "@CANARY"])
def test_deleting_ones_own_profile_deletes_the_account(logged_in, account, emitted, own):
    client, address = logged_in(account), f"/api/v1/users/{own.format(id=account.id)}/"

    response = delete(client, address, password=PASSWORD)

    assert (response.status_code, response.json()["id"]) == (202, str(Deletion.objects.get().id))
    account.refresh_from_db()
    assert account.state == "deleted"
    assert [type(event) for event in emitted()] == [SessionRevoked, AccountStateChanged, ErasureRequested]


@pytest.mark.parametrize("own", ["me", "{id}"])
def test_the_rules_of_deleting_are_the_same_at_the_profile(logged_in, account, emitted, own):
    client, address = logged_in(account), f"/api/v1/users/{own.format(id=account.id)}/"
    Session.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    answers = [delete(client, address), delete(client, address, password="wrong"), delete(client, address, name="x")]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (403, "recent_login_needed"),
        (400, "invalid"),
        (400, "invalid"),
    ]
    assert (Account.objects.get().state, emitted()) == ("active", [])


@pytest.mark.parametrize("name", ["{id}", "@other"])
@pytest.mark.parametrize(
    ("state", "status", "code"),
    [("active", 403, "not_your_account"), ("suspended", 404, "not_found"), ("deleted", 404, "not_found")],
)
def test_the_account_of_somebody_else_is_not_deleted(logged_in, account, emitted, name, state, status, code):
    other = AccountFactory(username="other", state=state)

    response = delete(logged_in(account), f"/api/v1/users/{name.format(id=other.id)}/", password=PASSWORD)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (set(Account.objects.values_list("state", flat=True)), emitted()) == ({"active", state}, [])


def test_an_account_that_does_not_exist_is_not_deleted(logged_in, account):
    answers = [delete(logged_in(account), f"/api/v1/users/{name}/") for name in (uuid7(), "@nobody")]

    assert [each.status_code for each in answers] == [404, 404]


def test_nothing_here_names_it_any_more(api, mail, run_jobs):
    registered = api().post("/api/v1/auth/register/", REGISTRATION | {"bio": "canary bio"}, format="json").json()
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {registered['access']}", HTTP_USER_AGENT="canary phone")
    assert EmailLink.objects.exists()
    assert "canary" in row_texts()

    assert delete(client).status_code == 202
    Job.objects.filter(kind=ERASE).delete()  # it needs a broker
    erase_here(registered["user"]["id"], run_jobs=run_jobs)

    assert "canary" not in row_texts()
    assert not Job.objects.filter(kind="accounts.send_mail").exists()


@pytest.mark.parametrize("login", ["canary", "canary@kith.test"])
def test_logging_in_is_answered_like_a_wrong_password(api, logged_in, account, login):
    client = logged_in(account)
    refresh = client.tokens.refresh
    delete(client, password=PASSWORD)

    deleted = api().post(LOGIN, {"login": login, "password": PASSWORD}, format="json")
    unknown = api().post(LOGIN, {"login": "nobody", "password": PASSWORD}, format="json")
    refreshed = api().post("/api/v1/auth/refresh/", {"refresh": refresh}, format="json")

    assert (deleted.status_code, deleted.json()["code"]) == (401, "wrong_credentials")
    assert faults_of(deleted) == faults_of(unknown)
    assert (refreshed.status_code, refreshed.json()["code"]) == (401, "session_ended")


@pytest.mark.parametrize("username", ["canary", "CANARY"])
def test_the_username_is_never_given_to_anybody_again(api, logged_in, account, username):
    delete(logged_in(account), password=PASSWORD)

    response = api().post("/api/v1/auth/register/", REGISTRATION | {"username": username}, format="json")

    assert (response.status_code, faults_of(response)) == (400, [("username", "taken")])
    assert not Account.objects.filter(username="canary").exists()


def test_the_address_may_be_used_again(api, logged_in, account):
    delete(logged_in(account), password=PASSWORD)

    assert api().post("/api/v1/auth/register/", REGISTRATION | {"username": "other"}, format="json").status_code == 201


@pytest.mark.parametrize("age", [timedelta(minutes=9), timedelta(minutes=11)])
def test_without_the_password_the_session_must_be_young(logged_in, account, emitted, age):
    client = logged_in(account)
    Session.objects.update(created_at=timezone.now() - age)

    response = delete(client)

    if age < timedelta(minutes=10):
        assert response.status_code == 202
    else:
        assert (response.status_code, response.json()["code"]) == (403, "recent_login_needed")
        assert (Account.objects.get().username, emitted()) == ("canary", [])


def test_a_wrong_password_changes_nothing(logged_in, account, emitted):
    response = delete(logged_in(account), password="wrong")

    assert (response.status_code, faults_of(response)) == (400, [("password", "wrong_password")])
    assert (Account.objects.get().username, emitted()) == ("canary", [])


def test_the_deletion_is_read_with_its_id_alone(api, logged_in, account):
    deletion = delete(logged_in(account), password=PASSWORD).json()
    address = f"{ADDRESS}deletion/{deletion['id']}/"

    assert api().get(address).json() == deletion
    for service in SERVICES:
        for _ in range(2):
            assert report(account.id, service.package).status_code == 200

    shown = api().get(address).json()
    assert (shown["state"], {part["state"] for part in shown["services"]}) == ("erased", {"erased"})
    assert api().get(f"{ADDRESS}deletion/{uuid7()}/").status_code == 404


def report(account_id, service, headers=SECRET):
    body = json.dumps({"service": service})
    return Client().post(f"/internal/erasures/{account_id}/", body, "application/json", headers=headers)


@pytest.fixture
def logged(capfd):
    """Return a function that returns the lines of one event that were logged since the last call."""
    logs.configure({"level": "INFO"})
    yield lambda event: [
        line for each in capfd.readouterr().err.splitlines() if (line := json.loads(each))["event"] == event
    ]
    logs.configure({"level": settings.LOGGING["level"]})


@pytest.mark.parametrize(("age", "is_overdue"), [(timedelta(minutes=59), False), (timedelta(minutes=61), True)])
def test_a_deletion_that_takes_too_long_is_measured_and_logged(logged_in, account, logged, age, is_overdue):
    delete(logged_in(account), password=PASSWORD)
    Deletion.objects.update(requested_at=timezone.now() - age)
    for service in SERVICES[1:]:
        report(account.id, service.package)
    logged("")

    deletions_measure()

    assert metrics.deletions_unfinished._value.get() == 1
    assert age.total_seconds() <= metrics.deletions_oldest_seconds._value.get() < age.total_seconds() + 60
    overdue = [(line["level"], line["subject_id"], line["of"]) for line in logged("deletion_overdue")]
    assert overdue == [("error", str(account.id), SERVICES[0].name)] * is_overdue
    report(account.id, SERVICES[0].package)
    deletions_measure()
    assert metrics.deletions_unfinished._value.get() == metrics.deletions_oldest_seconds._value.get() == 0


def test_reports_need_the_secret_a_service_and_a_deletion(logged_in, account):
    delete(logged_in(account), password=PASSWORD)

    assert report(account.id, "posts", headers={}).status_code == 401
    assert report(account.id, "nothing").status_code == 400
    assert report(uuid7(), "posts").status_code == 404
    assert Deletion.objects.get().state == "erasing"


def test_deleting_twice_at_once_is_one_deletion(logged_in, account, at_once):
    clients = [logged_in(account) for _ in range(4)]

    answers = at_once([lambda client=client: delete(client, password=PASSWORD).status_code for client in clients])

    assert sorted(answers)[0] == 202
    assert set(answers) <= {202, 400, 401}
    assert Deletion.objects.count() == 1


def test_an_account_that_a_backup_brought_back_is_closed_again(account, emitted):
    account_erase(account_id=account.id)

    account.refresh_from_db()
    assert (account.state, account.email) == ("deleted", "")
    assert [type(event) for event in emitted()] == [AccountStateChanged, ErasureRequested]


def test_a_deletion_that_a_backup_does_not_know_is_complete_when_all_report_again(api, emitted):
    unknown = uuid7()
    for _ in range(2):
        account_erase(account_id=unknown)

    [requested] = emitted()
    assert (type(requested), requested.account_id) == (ErasureRequested, unknown)
    assert [report(unknown, service.package).status_code for service in SERVICES] == [200] * len(SERVICES)
    assert api().get(f"{ADDRESS}deletion/{Deletion.objects.get().id}/").json()["state"] == "erased"
    assert not Account.objects.exists()
