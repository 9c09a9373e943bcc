"""Who hides its connections shows them to nobody else."""

import pytest
from factories import FollowFactory, PersonFactory

from chassis.ids import uuid7
from contracts.profiles import ProfileUpdated

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["followers", "following"])


@pytest.fixture
def hiding():
    """Return an account that hides its connections, with a follower and a followee."""
    person = PersonFactory(username="ada", hides_connections=True)
    FollowFactory(followee_id=person.id)
    FollowFactory(follower_id=person.id)
    return person


@KINDS
@pytest.mark.parametrize("is_by_name", [True, False])
def test_others_may_not_list_hidden_connections(api, hiding, kind, is_by_name):
    follower = FollowFactory(followee_id=hiding.id).follower_id
    address = f"/api/v1/users/{'@ada' if is_by_name else hiding.id}/{kind}/"

    for viewer in (None, uuid7(), follower):
        response = api(viewer).get(address)
        assert (response.status_code, response.json()["code"]) == (403, "connections_hidden")
        assert "results" not in response.json()


@KINDS
def test_an_owner_lists_the_own_hidden_connections(api, hiding, kind):
    response = api(hiding.id).get(f"/api/v1/users/{hiding.id}/{kind}/")

    assert (response.status_code, len(response.json()["results"])) == (200, 1)


@KINDS
def test_a_cursor_from_before_shows_nothing_any_more(api, deliver, kind):
    person = PersonFactory()
    for _ in range(2):
        FollowFactory(followee_id=person.id)
        FollowFactory(follower_id=person.id)
    client = api(uuid7())
    link = client.get(f"/api/v1/users/{person.id}/{kind}/?limit=1").json()["next"]

    deliver(_updated(person, hides_connections=True))

    assert client.get(link).status_code == 403


@KINDS
def test_connections_are_listed_again_when_the_owner_says_so(api, deliver, hiding, kind):
    deliver(_updated(hiding, hides_connections=False))

    assert api().get(f"/api/v1/users/{hiding.id}/{kind}/").status_code == 200


def test_who_hides_connections_is_still_in_the_lists_of_others(api, hiding):
    other = PersonFactory()
    FollowFactory(follower_id=hiding.id, followee_id=other.id)

    assert [each["username"] for each in api().get(f"/api/v1/users/{other.id}/followers/").json()["results"]] == ["ada"]


def _updated(person, *, hides_connections) -> ProfileUpdated:
    return ProfileUpdated(
        account_id=person.id,
        username=person.username,
        display_name=person.display_name,
        hides_connections=hides_connections,
        version=person.version + 1,
    )
