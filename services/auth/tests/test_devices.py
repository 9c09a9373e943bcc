"""Devices: their names in the list of sessions, and logins on one that the account was not used on before."""

import pytest
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.devices import UNKNOWN, device_name, network_of
from accounts.models import KnownDevice, Session
from chassis.running.housekeeping import prune
from contracts.accounts import DeviceAdded

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/{}.0"
FIREFOX_145 = FIREFOX.format(145)
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
NAMES = {
    FIREFOX_145: "Firefox on Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36": "Chrome on Linux",
    f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0": "Edge on Windows",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {WEBKIT} Version/18.1 Safari/604.1": "Safari on iPhone",
    f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {WEBKIT} Chrome/142.0 Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.1 Safari/605.1.15": "Safari on macOS",
    "curl/8.5.0": "curl",
    "python-requests/2.32": "python-requests",
    "old phone": "old phone",
    "": UNKNOWN,
    "<script>alert(1)</script>": UNKNOWN,
    "/" * 200: UNKNOWN,
    "a" * 200: UNKNOWN,
}


@pytest.mark.parametrize(("user_agent", "name"), NAMES.items(), ids=lambda each: each[:20])
def test_a_device_has_a_name_that_people_know(user_agent, name):
    assert device_name(user_agent) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("::1", "::/64"), (None, "")],
)
def test_a_network_is_wider_than_an_address(address, network):
    assert network_of(address) == network


@pytest.fixture
def ada(api):
    """Return the client of an account that was registered with Firefox at 192.0.2.1."""
    return registered(api, "ada")


def registered(api, name):
    body = {"username": name, "email": f"{name}@kith.test", "password": PASSWORD, "password_confirm": PASSWORD}
    client = api()
    answer = client.post("/api/v1/auth/register/", body, HTTP_USER_AGENT=FIREFOX_145, REMOTE_ADDR="192.0.2.1")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    return client


def log_in(api, user_agent=FIREFOX_145, address="192.0.2.1", password=PASSWORD, name="ada"):
    body = {"login": name, "password": password}
    return api().post("/api/v1/auth/login/", body, HTTP_USER_AGENT=user_agent, REMOTE_ADDR=address)


def added(emitted):
    return [event for event in emitted() if isinstance(event, DeviceAdded)]


def test_the_list_of_sessions_shows_the_name_and_the_address(ada):
    (session,) = ada.get("/api/v1/auth/sessions/").json()["results"]

    assert (session["device"], session["address"]) == ("Firefox on Windows", "192.0.2.1")


@pytest.mark.parametrize(
    ("user_agent", "address"),
    [(FIREFOX_145, "192.0.2.1"), (FIREFOX.format(146), "192.0.2.1"), (FIREFOX_145, "192.0.2.200")],
    ids=["the same", "after an update", "at another address of the network"],
)
def test_a_login_on_a_known_device_is_not_announced(api, ada, emitted, user_agent, address):
    assert log_in(api, user_agent, address).status_code == 200

    assert added(emitted) == []


@pytest.mark.parametrize(
    ("user_agent", "address", "name"),
    [("curl/8.5.0", "192.0.2.1", "curl"), (FIREFOX_145, "198.51.100.1", "Firefox on Windows")],
    ids=["another program", "another network"],
)
def test_a_login_on_a_new_device_is_announced_once(api, ada, emitted, user_agent, address, name):
    for _ in range(2):
        assert log_in(api, user_agent, address).status_code == 200

    second, third = Session.objects.order_by("id")[1:3]
    assert added(emitted) == [
        DeviceAdded(
            account_id=second.account_id, session_id=second.id, device=name, added_at=second.created_at, version=1
        )
    ]
    assert third.id != second.id


def test_a_session_that_has_ended_leaves_its_device_known(api, ada, emitted):
    ada.post("/api/v1/auth/logout/")

    log_in(api)

    assert added(emitted) == []


def test_a_refused_login_makes_no_device_known(api, ada, emitted):
    assert log_in(api, "curl/8.5.0", password="wrong").status_code == 401
    assert KnownDevice.objects.count() == 1

    log_in(api, "curl/8.5.0")

    assert len(added(emitted)) == 1


def test_a_device_is_known_to_its_account_only(api, ada, emitted):
    registered(api, "eve")
    log_in(api, "curl/8.5.0")

    log_in(api, "curl/8.5.0", name="eve")

    assert [event.device for event in added(emitted)] == ["curl", "curl"]


def test_the_first_login_of_an_account_that_nobody_registered_is_no_surprise(api, emitted):
    AccountFactory(username="ada")

    log_in(api)
    assert added(emitted) == []

    log_in(api, "curl/8.5.0")
    assert len(added(emitted)) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_logins_at_once_on_a_new_device_are_one_new_device(api, ada, emitted, at_once):
    answers = at_once([lambda: log_in(api, "curl/8.5.0")] * 10)

    assert {answer.status_code for answer in answers} == {200}
    assert len(added(emitted)) == 1


def test_a_device_that_was_not_used_for_half_a_year_is_forgotten(ada):
    prune()
    assert KnownDevice.objects.count() == 1

    KnownDevice.objects.update(last_used_at=timezone.now() - timezone.timedelta(days=181))
    prune()

    assert KnownDevice.objects.count() == 0


def test_a_device_is_stored_as_a_hash(ada):
    (known,) = KnownDevice.objects.values()

    assert known.keys() == {"id", "account_id", "last_used_at"}
    assert len(known["id"]) == 32
