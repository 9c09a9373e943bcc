"""Reading profiles: by id, by username, shapes, relationship."""

import pytest
from factories import NOON, ProfileFactory, follow_changed

from chassis.ids import uuid7
from contracts.social_graph import BlockChanged, FriendshipChanged, MuteChanged

pytestmark = pytest.mark.django_db

NOTHING = {"following": "none", "followed_by": False, "friend": "none", "blocking": False, "muting": False}
PUBLIC = {
    *("id", "url", "username", "display_name", "bio", "avatar", "banner", "location", "website", "pronouns", "fields"),
    *("is_private", "is_discoverable", "followers_count", "following_count", "friends_count", "posts_count"),
    *("joined_at", "relationship"),
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
        "is_private": False,
        "is_discoverable": True,
        "followers_count": 0,
        "following_count": 0,
        "friends_count": 0,
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
        ([], {}),
        ([("viewer", "other", "active")], {"following": "active"}),
        ([("viewer", "other", "requested")], {"following": "requested"}),
        ([("viewer", "other", "of later")], {}),
        ([("other", "viewer", "active")], {"followed_by": True}),
        ([("other", "viewer", "requested")], {}),
        ([("viewer", "other", "none"), ("other", "viewer", "none")], {}),
    ],
    ids=["strangers", "following", "asked", "unknown", "followed", "asks", "ended"],
)
def test_a_viewer_sees_the_relationship(api, deliver, edges, expected):
    ids = {"viewer": uuid7(), "other": ProfileFactory().id}
    for follower, followee, state in edges:
        deliver(follow_changed(ids[follower], ids[followee], state))

    shown = api(ids["viewer"]).get(f"/api/v1/users/{ids['other']}/").json()

    assert shown["relationship"] == NOTHING | expected


@pytest.mark.parametrize(
    ("state", "is_first", "expected"),
    [
        ("active", True, "friends"),
        ("active", False, "friends"),
        ("first_asked", True, "sent"),
        ("first_asked", False, "received"),
        ("second_asked", True, "received"),
        ("second_asked", False, "sent"),
        ("none", True, "none"),
        ("of later", False, "none"),
    ],
)
def test_a_viewer_sees_what_it_is_to_the_other_as_a_friend(api, deliver, state, is_first, expected):
    viewer, other = sorted((uuid7(), uuid7()), reverse=not is_first)
    ProfileFactory(id=other)
    first, second = sorted((viewer, other))
    ends = {"first_id": first, "second_id": second}
    deliver(FriendshipChanged(**ends, state=state, requested_by=first, changed_at=NOON, version=1))

    shown = api(viewer).get(f"/api/v1/users/{other}/").json()

    assert shown["relationship"] == NOTHING | {"friend": expected}


def test_a_viewer_sees_its_own_mute_and_nobody_elses(api, deliver):
    viewer, other = ProfileFactory().id, ProfileFactory().id
    how = {"state": "active", "hides_notifications": True, "until": None, "changed_at": NOON, "version": 1}
    deliver(MuteChanged(muter_id=viewer, muted_id=other, **how))

    shown = [api(one).get(f"/api/v1/users/{two}/").json() for one, two in ((viewer, other), (other, viewer))]

    assert [each["relationship"] for each in shown] == [NOTHING | {"muting": True}, NOTHING]


@pytest.mark.parametrize("is_blocker", [True, False])
def test_neither_of_two_finds_the_other_while_one_blocks(api, deliver, is_blocker):
    viewer, other = ProfileFactory().id, ProfileFactory(username="gone").id
    blocker, blocked = (viewer, other) if is_blocker else (other, viewer)
    for state, version in (("active", 1), ("none", 2)):
        deliver(BlockChanged(blocker_id=blocker, blocked_id=blocked, state=state, changed_at=NOON, version=version))
        addresses = (f"{other}/", "@gone/")
        assert {api(viewer).get(f"/api/v1/users/{each}").status_code for each in addresses} == {
            404 if state == "active" else 200
        }
        shown = [
            api(viewer).get(f"/api/v1/users/{each}").json()["results"] for each in ("", "?q=gone", f"?ids={other}")
        ]
        assert [str(other) in [each["id"] for each in results] for results in shown] == [state == "none"] * 3


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
