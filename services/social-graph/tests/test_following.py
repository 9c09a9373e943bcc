"""Following and unfollowing."""

import pytest
from factories import FollowFactory, PersonFactory, relationship

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.social_graph import FollowChanged
from social_graph.models import Follow

pytestmark = pytest.mark.django_db


def follow_url(account_id) -> str:
    return f"/api/v1/users/{account_id}/follow/"


@pytest.fixture
def emitted_states(emitted):
    """Return what was emitted as (state, version), and check that all of it is about edges."""

    def states():
        assert all(isinstance(event, FollowChanged) for event in emitted())
        return [(event.state, event.version) for event in emitted()]

    return states


@pytest.mark.parametrize("method", ["put", "post"])
def test_following_answers_the_state_and_emits_the_event(api, emitted, method):
    follower, followee = PersonFactory(), PersonFactory()

    response = getattr(api(follower.id, follower.username), method)(follow_url(followee.id))

    assert (response.status_code, response.json()) == (200, relationship(following="active"))
    edge = Follow.objects.get()
    assert emitted() == [
        FollowChanged(
            follower_id=follower.id, followee_id=followee.id, state="active", version=1, changed_at=edge.changed_at
        )
    ]


def test_following_costs_six_statements(api, django_assert_num_queries):
    follower, followee, other = PersonFactory(), PersonFactory(), PersonFactory()
    client = api(follower.id, follower.username)
    client.put(follow_url(other.id))

    # Begin and commit (savepoints here); the pair, who they are, the privacy, the edge, the event; the answer.
    with django_assert_num_queries(2 + 6):
        client.put(follow_url(followee.id))


def test_following_again_changes_nothing(api, emitted_states):
    follower, followee = PersonFactory(), PersonFactory()

    for _ in range(3):
        assert api(follower.id).put(follow_url(followee.id)).json() == relationship(following="active")

    assert emitted_states() == [("active", 1)]


def test_unfollowing_ends_the_edge_once(api, emitted_states):
    edge = FollowFactory()

    for _ in range(2):
        response = api(edge.follower_id).delete(follow_url(edge.followee_id))
        assert (response.status_code, response.json()) == (200, relationship())

    assert emitted_states() == [("none", 2)]
    edge.refresh_from_db()
    assert (edge.state, edge.version) == ("none", 2)


def test_unfollowing_whom_one_never_followed_leaves_no_row(api, emitted_states):
    follower, followee = PersonFactory(), PersonFactory()

    response = api(follower.id).delete(follow_url(followee.id))

    assert (response.status_code, response.json()) == (200, relationship())
    assert not Follow.objects.exists()
    assert emitted_states() == []


@pytest.mark.parametrize(("method", "following"), [("put", "active"), ("post", "active"), ("delete", "none")])
def test_the_answer_is_the_whole_relationship(api, method, following):
    edge = FollowFactory()

    response = getattr(api(edge.followee_id), method)(follow_url(edge.follower_id))

    assert (response.status_code, response.json()) == (200, relationship(following=following, followed_by=True))


def test_following_anew_is_a_new_version_and_a_new_place_in_the_lists(api, emitted_states):
    edge = FollowFactory()
    client = api(edge.follower_id)

    client.delete(follow_url(edge.followee_id))
    client.put(follow_url(edge.followee_id))

    assert emitted_states() == [("none", 2), ("active", 3)]
    assert Follow.objects.get(id=edge.id).position > edge.position


def test_following_oneself_is_refused(api, emitted_states):
    person = PersonFactory()

    response = api(person.id).put(follow_url(person.id))

    assert (response.status_code, response.json()["code"]) == (422, "cannot_follow_yourself")
    assert not Follow.objects.exists()
    assert emitted_states() == []


@pytest.mark.parametrize("name", ["@ada.l", "@Ada.L"])
def test_an_account_is_followed_by_its_username(api, emitted_states, name):
    follower, followee = PersonFactory(), PersonFactory(username="ada.l")

    assert api(follower.id).put(follow_url(name)).status_code == 200
    assert api(follower.id).delete(follow_url(name)).status_code == 200

    edge = Follow.objects.get()
    assert (edge.follower_id, edge.followee_id, emitted_states()) == (
        follower.id,
        followee.id,
        [("active", 1), ("none", 2)],
    )


@pytest.mark.parametrize("account", [uuid7(), "@nobody"])
@pytest.mark.parametrize("method", ["put", "post", "delete"])
def test_an_unknown_account_can_not_be_followed(api, emitted_states, method, account):
    response = getattr(api(uuid7()), method)(follow_url(account))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert not Follow.objects.exists()
    assert emitted_states() == []


@pytest.mark.parametrize("method", ["put", "post", "delete"])
def test_following_needs_a_token(api, method):
    response = getattr(api(), method)(follow_url(PersonFactory().id))

    assert response.status_code == 401


def test_one_follows_before_the_event_of_the_own_registration_arrives(api):
    newcomer, followee = uuid7(), PersonFactory()

    api(newcomer, "newcomer").put(follow_url(followee.id))

    names = [person["username"] for person in api().get(f"/api/v1/users/{followee.id}/followers/").json()["results"]]
    assert names == ["newcomer"]


def test_a_body_is_refused(api, emitted):
    follower, followee, victim = PersonFactory(), PersonFactory(), PersonFactory()
    body = {"follower_id": str(victim.id), "state": "none", "version": 99, "id": str(uuid7())}

    response = api(follower.id).post(follow_url(followee.id), body)

    assert response.status_code == 400
    assert faults_of(response) == [(name, "unknown") for name in body]
    assert not Follow.objects.exists()
    assert emitted() == []


def test_an_empty_body_is_none(api):
    follower, followee = PersonFactory(), PersonFactory()

    assert api(follower.id).put(follow_url(followee.id), {}).status_code == 200
    assert Follow.objects.get().state == "active"
