"""The examples of the API document: the operations of this service, as people use them one after the other."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import FollowFactory, PersonFactory, privacy_changed

from relations import offering
from relations.people.models import Person

API = "/api/v1"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


@pytest.fixture
def people():
    names = {"ada": "Ada Lovelace", "grace": "Grace Hopper", "mary": "Mary Somerville"}
    return [PersonFactory(username=username, display_name=name) for username, name in names.items()]


def test_the_examples_are_what_is_answered(api, examples, settings, deliver, people):
    ada, grace, mary = people
    FollowFactory(follower_id=ada.id, followee_id=grace.id)
    client, other = (examples.watch(api(each.id, each.username)) for each in (grace, ada))

    follows(client, settings)
    deliver(privacy_changed(ada.id, "private", 1))
    requests(client, other)
    friends(client, other, settings)
    groups(client, other, settings)
    hiding(client, ada, settings)
    FollowFactory(follower_id=FollowFactory(follower_id=grace.id, followee_id=mary.id).followee_id, followee_id=ada.id)
    client.get(f"{API}/suggestions/")
    client.delete(f"{API}/suggestions/@ada/")


def later(act, settings) -> None:
    """Act once while a service is down, and once when it is back."""
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]
    act()
    settings.CONTENT_URLS = []
    offering._failed_at.clear()
    act()


def follows(client, settings) -> None:
    client.put(f"{API}/users/@ada/follow/")
    client.post(f"{API}/users/@ada/follow/")
    client.get(f"{API}/users/@ada/followers/")
    client.get(f"{API}/users/@ada/following/")
    client.get(f"{API}/users/@ada/mutuals/")
    client.get(f"{API}/relationships/?ids={Person.objects.get(username='ada').id}")
    later(lambda: client.delete(f"{API}/users/@ada/follow/"), settings)
    later(lambda: client.delete(f"{API}/users/me/followers/@ada/"), settings)


def requests(client, other) -> None:
    for method in ("delete", "patch", "post", "put"):
        client.put(f"{API}/users/@ada/follow/")
        [request] = other.get(f"{API}/follow-requests/").json()["results"]
        address = f"{API}/follow-requests/{request['id']}/"
        other.get(address)
        body = None if method == "delete" else {"action": "accept" if method == "put" else "reject"}
        getattr(other, method)(address, body)


def friends(client, other, settings) -> None:
    for method in ("delete", "patch", "post", "put"):
        request = client.post(f"{API}/friends/request/", {"to": "@ada"}).json()
        other.get(f"{API}/friends/requests/")
        address = f"{API}/friends/request/{request['id']}/"
        other.get(address)
        body = None if method == "delete" else {"action": "accept" if method == "put" else "reject"}
        getattr(other, method)(address, body)
    client.get(f"{API}/friends/")
    later(lambda: client.delete(f"{API}/friends/@ada/"), settings)


def groups(client, other, settings) -> None:
    body = {"name": "Readers", "description": "Books, and nothing else.", "joining": "by_request"}
    group = f"{API}/groups/{client.post(f'{API}/groups/', body).json()['id']}/"
    client.get(f"{API}/groups/")
    client.get(group)
    for method in ("put", "patch"):
        getattr(client, method)(group, {"description": "Books."})
    for method in ("put", "post"):
        getattr(other, method)(f"{group}membership/")
    for method in ("patch", "post", "put"):
        other.put(f"{group}membership/")
        getattr(client, method)(f"{group}requests/@ada/", {"action": "accept" if method == "put" else "reject"})
    client.get(f"{group}members/")
    for method in ("put", "patch"):
        getattr(client, method)(f"{group}members/@ada/", {"role": "moderator"})
    later(lambda: client.delete(f"{group}members/@ada/"), settings)
    for method in ("put", "post", "delete"):
        getattr(client, method)(f"{group}invitations/@ada/")
    client.put(f"{group}invitations/@ada/")
    other.put(f"{group}membership/")
    later(lambda: other.delete(f"{group}membership/"), settings)
    for method in ("put", "post"):
        later(lambda method=method: getattr(client, method)(f"{group}bans/@ada/"), settings)
    client.delete(f"{group}bans/@ada/")
    others = iter([group, f"{API}/groups/{client.post(f'{API}/groups/', body).json()['id']}/"])
    later(lambda: client.delete(next(others)), settings)


def hiding(client, ada, settings) -> None:
    until = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%dT%H:%M:%S.%fZ}"
    for method in ("put", "post"):
        mute = {"until": until, "hides_notifications": False}
        later(lambda method=method, mute=mute: getattr(client, method)(f"{API}/users/@ada/mute/", mute), settings)
    client.get(f"{API}/mutes/")
    client.delete(f"{API}/users/@ada/mute/")
    for method in ("put", "post"):
        later(lambda method=method: getattr(client, method)(f"{API}/users/@ada/block/"), settings)
    client.get(f"{API}/blocks/")
    later(lambda: client.delete(f"{API}/users/@ada/block/"), settings)
