"""Reading profiles: by id, by username, shapes, relationship."""

import pytest
from factories import ProfileFactory, follow_changed

from chassis.ids import uuid7

pytestmark = pytest.mark.django_db

PUBLIC = {
    *("id", "url", "username", "display_name", "bio", "avatar", "banner", "location", "website", "pronouns", "fields"),
    *("is_discoverable", "followers_count", "following_count", "posts_count", "joined_at", "relationship"),
}


def test_anybody_reads_a_profile_by_id(api):
    profile = ProfileFactory(username="ada", bio="Counts.", fields=[{"name": "Work", "value": "Engine"}])

    response = api().get(f"/api/v1/users/{profile.id}/")

    assert response.status_code == 200
    assert response.json() == {
        "id": str(profile.id),
        "url": f"https://kith.test/api/v1/users/{profile.id}/",
        "username": "ada",
        "display_name": "ada",
        "bio": "Counts.",
        "avatar": None,
        "banner": None,
        "location": "",
        "website": "",
        "pronouns": "",
        "fields": [{"name": "Work", "value": "Engine"}],
        "is_discoverable": True,
        "followers_count": 0,
        "following_count": 0,
        "posts_count": 0,
        "joined_at": "2026-01-02T12:00:00Z",
        "relationship": None,
    }


@pytest.mark.parametrize("name", ["ada.l", "ADA.L", "Ada.L"])
def test_anybody_reads_a_profile_by_username_however_it_is_written(api, name):
    profile = ProfileFactory(username="ada.l")

    assert api().get(f"/api/v1/users/@{name}/").json()["id"] == str(profile.id)


@pytest.mark.parametrize("address", ["{0.id}/", "@{0.username}/", "", "?ids={0.id}"])
def test_others_see_the_public_fields_and_no_more(api, address):
    profile = ProfileFactory(birth_date="2000-02-03")

    for client in (api(), api(uuid7())):
        body = client.get(f"/api/v1/users/{address.format(profile)}").json()
        (shown,) = body.get("results", [body])
        assert shown.keys() == PUBLIC


@pytest.mark.parametrize("address", ["me/", "{0.id}/", "@{0.username}/"])
def test_the_owner_sees_the_private_fields_too(api, address):
    profile = ProfileFactory(birth_date="2000-02-03")

    shown = api(profile.id).get(f"/api/v1/users/{address.format(profile)}").json()

    assert shown.keys() == PUBLIC | {"birth_date", "hides_connections", "shows_online_status"}
    assert shown["birth_date"] == "2000-02-03"


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([], {"following": "none", "followed_by": False}),
        ([("viewer", "other", "active")], {"following": "active", "followed_by": False}),
        ([("other", "viewer", "active")], {"following": "none", "followed_by": True}),
        ([("viewer", "other", "none"), ("other", "viewer", "none")], {"following": "none", "followed_by": False}),
    ],
    ids=["strangers", "following", "followed", "ended"],
)
def test_a_viewer_sees_the_relationship(api, deliver, edges, expected):
    ids = {"viewer": uuid7(), "other": ProfileFactory().id}
    for follower, followee, state in edges:
        deliver(follow_changed(ids[follower], ids[followee], state))

    shown = api(ids["viewer"]).get(f"/api/v1/users/{ids['other']}/").json()

    assert shown["relationship"] == expected


@pytest.mark.parametrize("address", ["me/", "{0.id}/", "@{0.username}/", "?ids={0.id}"])
def test_nobody_has_a_relationship_to_themselves(api, address):
    profile = ProfileFactory()

    body = api(profile.id).get(f"/api/v1/users/{address.format(profile)}").json()

    (shown,) = body.get("results", [body])
    assert shown["relationship"] is None


UNKNOWN = [str(uuid7()), str(uuid7()), "@nobody", "@" + "a" * 30]
IMPOSSIBLE = [
    *("0", "null", "..%00", "'%20OR%201=1--", "9" * 5000),
    *("@", "@%00", "@a/b", "@" + "a" * 31, "@ada%0a", "@\u0130", "@%27--"),
]


@pytest.mark.parametrize("viewer_id", [None, uuid7()], ids=["anonymous", "somebody"])
@pytest.mark.parametrize(
    ("addresses", "code"), [(UNKNOWN, "not_found"), (IMPOSSIBLE, "unknown_address")], ids=["unknown", "impossible"]
)
def test_unknown_and_invalid_accounts_are_answered_alike(api, viewer_id, addresses, code):
    bodies = []
    for address in addresses:
        response = api(viewer_id).get(f"/api/v1/users/{address}/")
        assert (response.status_code, response.json()["code"]) == (404, code), address
        bodies.append({name: value for name, value in response.json().items() if name != "request_id"})

    assert all(body == bodies[0] for body in bodies)
