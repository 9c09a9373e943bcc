"""Logins on new devices: their owner is notified, however often and in whatever order the events come."""

import pytest
from factories import LIST, at, followed, new_id, person

from contracts.accounts import DeviceAdded
from notifications.models import Notification
from personal_data.testing import exported_here


def added(account_id, session_id, device="Firefox on Windows", minutes=0):
    return DeviceAdded(account_id=account_id, session_id=session_id, device=device, added_at=at(minutes), version=1)


@pytest.mark.parametrize("times", [1, 2])
def test_the_owner_is_notified_of_a_login(api, deliver, times):
    ada, session = person("Ada"), new_id()

    deliver(added(ada, session), times=times)

    (shown,) = api(ada).get(LIST).json()["results"]
    assert shown | {"id": None} == {
        "id": None,
        "type": "login",
        "senders": [],
        "senders_count": 0,
        "target": {"type": "session", "id": str(session)},
        "text": "Somebody logged in to your account on a device that it was not used on before: Firefox on Windows.",
        "is_read": False,
        "created_at": "2026-03-01T12:00:00Z",
        "updated_at": "2026-03-01T12:00:00Z",
    }
    assert api(ada).get(f"{LIST}unread-count/").json() == {"unread": 1}


def test_each_login_is_a_notification_of_its_own(api, deliver):
    ada = person("Ada")
    events = [added(ada, new_id(minutes), f"Device {minutes}", minutes) for minutes in (2, 0, 1)]

    for event in events:
        deliver(event)

    shown = api(ada).get(f"{LIST}?type=login").json()["results"]
    assert [each["text"].rpartition(": ")[2] for each in shown] == ["Device 2.", "Device 1.", "Device 0."]


@pytest.mark.parametrize("is_single", [True, False])
def test_a_deleted_notification_keeps_no_device(api, deliver, is_single):
    ada, session = person("Ada"), new_id()
    deliver(added(ada, session))
    notification = Notification.objects.get()

    response = api(ada).delete(f"{LIST}{notification.id}/" if is_single else LIST)
    deliver(added(ada, session))

    assert response.status_code == 204
    assert list(Notification.objects.values_list("is_deleted", "detail")) == [(True, "")]


def test_nobody_else_sees_it(api, deliver):
    ada, eve = person("Ada"), person("Eve")

    deliver(added(ada, new_id()))

    assert api(eve).get(LIST).json()["results"] == []


def test_it_is_read_and_deleted_like_any_other_and_does_not_come_back(api, deliver):
    ada, event = person("Ada"), added(person("Eve"), new_id())
    owner = event.account_id
    deliver(event)
    deliver(followed(by=ada, who=owner))
    client = api(owner)
    login = next(each for each in client.get(LIST).json()["results"] if each["type"] == "login")

    assert client.put(f"{LIST}{login['id']}/read/").json()["is_read"] is True
    assert client.delete(f"{LIST}{login['id']}/").status_code == 204
    deliver(event)

    assert [each["type"] for each in client.get(LIST).json()["results"]] == ["follow"]


def test_an_export_says_which_device_it_was(deliver):
    ada, session = person("Ada"), new_id()

    deliver(added(ada, session))

    [shown] = exported_here(ada)["notifications"]
    assert (shown["type"], shown["target_id"], shown["detail"]) == ("login", str(session), "Firefox on Windows")
    assert (shown["senders"], shown["senders_count"]) == ([], 0)


def test_a_long_name_is_cut(api, deliver):
    ada = person("Ada")

    deliver(added(ada, new_id(), "x" * 300))

    assert api(ada).get(LIST).json()["results"][0]["text"].endswith(f": {'x' * 100}.")
