"""Groups: made, seen, changed and deleted."""

import pytest
from factories import BlockFactory, GroupFactory, MemberFactory, PersonFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.social_graph import GroupChanged, MembershipChanged
from personal_data.testing import exported_here
from relations.testing import content_service
from social_graph.models import Group, Member
from social_graph.services import groups

pytestmark = pytest.mark.django_db
GROUPS = "/api/v1/groups/"


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["name"] for each in response.json()["results"]]


def test_who_makes_a_group_owns_it(api, emitted):
    me = PersonFactory()

    response = api(me.id).post(GROUPS, {"name": "Readers", "description": "Books.\nOnly."})

    group = Group.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(group.id),
        "name": "Readers",
        "description": "Books.\nOnly.",
        "visibility": "public",
        "joining": "open",
        "members_count": 1,
        "role": "owner",
        "membership": "active",
        "created_at": response.json()["created_at"],
    }
    made, member = emitted()
    assert (made.group_id, made.state, made.visibility, made.version) == (group.id, "active", "public", 1)
    assert (member.account_id, member.role, member.state, member.version) == (me.id, "owner", "active", 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "description": "x" * 1001}, "description"),
        ({"name": "x", "visibility": "secret"}, "visibility"),
        ({"name": "x", "joining": None}, "joining"),
        ({"name": "x", "owner_id": str(uuid7())}, "owner_id"),
    ],
)
def test_what_is_no_group_is_refused(api, emitted, body, field):
    response = api(PersonFactory().id).post(GROUPS, body)

    assert response.status_code == 400
    assert [name for name, _ in faults_of(response)] == [field]
    assert not Group.objects.exists()
    assert emitted() == []


def test_one_group_is_made_for_each_idempotency_key(api):
    client, headers = api(PersonFactory().id), {"HTTP_IDEMPOTENCY_KEY": str(uuid7())}

    answers = [client.post(GROUPS, {"name": "Readers"}, **headers) for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert Group.objects.count() == 1


@pytest.mark.parametrize("state", ["requested", "banned", "none"])
def test_a_private_group_looks_like_none_to_others(api, state):
    group = GroupFactory(visibility="private")
    almost = MemberFactory(group=group, state=state).account_id

    for viewer in (None, PersonFactory().id, almost):
        bodies = [
            api(viewer).get(f"{GROUPS}{each}/{rest}") for each in (group.id, uuid7()) for rest in ("", "members/")
        ]
        assert [body.status_code for body in bodies] == [404] * 4
        assert len({body.json()["detail"] for body in bodies}) == 1
        assert names(api(viewer).get(GROUPS)) == []


@pytest.mark.parametrize("state", ["active", "invited"])
def test_members_and_the_invited_see_a_private_group(api, state):
    group = GroupFactory(visibility="private", name="Readers")
    member = MemberFactory(group=group, state=state)
    client = api(member.account_id)

    shown = client.get(f"{GROUPS}{group.id}/").json()

    assert (shown["name"], shown["membership"]) == ("Readers", state)
    assert shown["role"] == ("member" if state == "active" else None)
    assert client.get(f"{GROUPS}{group.id}/members/").status_code == 200
    assert names(client.get(GROUPS)) == []
    assert names(client.get(f"{GROUPS}?membership={state}")) == ["Readers"]


def test_public_groups_are_listed_to_everybody_newest_first(api):
    for number in range(3):
        GroupFactory(name=f"group {number}")
    GroupFactory(name="private", visibility="private")

    first = api().get(f"{GROUPS}?limit=2")

    assert names(first) == ["group 2", "group 1"]
    assert names(api().get(first.json()["next"])) == ["group 0"]


def test_own_groups_need_a_token(api):
    assert api().get(f"{GROUPS}?membership=active").status_code == 401


def test_invitations_by_somebody_who_is_blocked_are_not_listed(api):
    member = MemberFactory(state="invited", invited_by=PersonFactory().id)
    BlockFactory(blocker_id=member.account_id, blocked_id=member.invited_by)

    assert names(api(member.account_id).get(f"{GROUPS}?membership=invited")) == []


@pytest.mark.parametrize("blocks", ["the invited", "the inviter"])
def test_an_invitation_by_somebody_hidden_opens_no_private_group(api, emitted, blocks):
    inviter = PersonFactory().id
    invited = MemberFactory(group=GroupFactory(visibility="private"), state="invited", invited_by=inviter)
    client, address = api(invited.account_id), f"{GROUPS}{invited.group_id}/"
    assert client.get(address).status_code == 200
    ends = (invited.account_id, inviter) if blocks == "the invited" else (inviter, invited.account_id)
    BlockFactory(blocker_id=ends[0], blocked_id=ends[1])

    answers = [client.get(address), client.get(f"{address}members/"), client.put(f"{address}membership/")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 3
    assert Member.objects.get(id=invited.id).state == "invited"
    assert emitted() == []


@pytest.mark.parametrize("blocks", ["the viewer", "the other"])
@pytest.mark.parametrize("address", ["{group}/", "", "?membership=active"])
def test_members_whom_the_viewer_does_not_see_are_not_counted(api, blocks, address):
    viewer = MemberFactory()
    other = MemberFactory(group=viewer.group).account_id
    ends = (viewer.account_id, other) if blocks == "the viewer" else (other, viewer.account_id)
    BlockFactory(blocker_id=ends[0], blocked_id=ends[1])
    BlockFactory(blocker_id=viewer.account_id)  # no member

    for account, count in ((viewer.account_id, 2), (other, 2), (Member.objects.get(role="owner").account_id, 3)):
        client = api(account)
        answer = client.get(GROUPS + address.format(group=viewer.group_id)).json()
        [shown] = answer.get("results", [answer])
        members = client.get(f"{GROUPS}{viewer.group_id}/members/").json()["results"]
        assert (shown["members_count"], len(members)) == (count, count)


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_admins_change_a_group(api, emitted, method, role):
    member = MemberFactory(role=role)

    response = getattr(api(member.account_id), method)(f"{GROUPS}{member.group_id}/", {"visibility": "private"})

    assert (response.status_code, response.json()["visibility"]) == (200, "private")
    assert response.json()["name"] == member.group.name
    assert [(event.visibility, event.version) for event in emitted()] == [("private", 2)]


def test_requests_to_join_a_group_that_becomes_private_are_hidden_and_end(api, emitted, run_jobs, monkeypatch):
    monkeypatch.setattr(groups, "MEMBERS_AT_ONCE", 2)
    owner = MemberFactory(role="owner", group=GroupFactory(name="Readers", joining="by_request"))
    asked = [MemberFactory(group=owner.group, state="requested").account_id for _ in range(3)]
    kept = [MemberFactory(group=owner.group, state=state).account_id for state in ("active", "invited", "banned")]
    waiting = f"{GROUPS}?membership=requested"
    assert names(api(asked[0]).get(waiting)) == ["Readers"]

    assert api(owner.account_id).patch(f"{GROUPS}{owner.group_id}/", {"visibility": "private"}).status_code == 200

    assert names(api(asked[0]).get(waiting)) == []
    assert exported_here(asked[0])["groups"] == []
    run_jobs()
    ended = emitted()[1:]
    assert {(each.account_id, each.state) for each in ended} == {(each, "none") for each in asked}
    assert set(Member.objects.filter(account_id__in=kept).values_list("state", flat=True)) == {
        "active",
        "invited",
        "banned",
    }


def test_requests_to_join_a_group_that_is_public_again_stay(api, emitted, run_jobs):
    owner = MemberFactory(role="owner")
    asked = MemberFactory(group=owner.group, state="requested")

    for visibility in ("private", "public"):
        api(owner.account_id).patch(f"{GROUPS}{owner.group_id}/", {"visibility": visibility})
    run_jobs()

    asked.refresh_from_db()
    assert asked.state == "requested"
    assert [each.visibility for each in emitted()] == ["private", "public"]


@pytest.mark.parametrize("role", ["moderator", "member", None])
def test_others_do_not_change_or_delete_a_group(api, emitted, role):
    group = GroupFactory()
    account_id = MemberFactory(group=group, role=role).account_id if role else PersonFactory().id
    client = api(account_id)

    answers = [client.patch(f"{GROUPS}{group.id}/", {"name": "Mine"}), client.delete(f"{GROUPS}{group.id}/")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "group_role_needed")] * 2
    assert emitted() == []


def test_an_owner_deletes_a_group_and_its_memberships_end(api, emitted, run_jobs, monkeypatch):
    monkeypatch.setattr(groups, "MEMBERS_AT_ONCE", 2)
    owner = MemberFactory(role="owner")
    for state in ("active", "requested", "invited", "banned"):
        MemberFactory(group=owner.group, state=state)
    client, address = api(owner.account_id), f"{GROUPS}{owner.group_id}/"

    assert [client.delete(address).status_code for _ in range(2)] == [202, 404]
    assert client.get(address).status_code == 404
    assert names(client.get(GROUPS)) == names(client.get(f"{GROUPS}?membership=active")) == []
    run_jobs()

    assert set(Member.objects.values_list("state", flat=True)) == {"none"}
    group = Group.objects.get()
    assert (group.members_count, group.name, group.description) == (0, "", "")
    deleted, *ended = emitted()
    assert isinstance(deleted, GroupChanged)
    assert (deleted.state, deleted.version) == ("deleted", 2)
    assert [(type(each), each.state) for each in ended] == [(MembershipChanged, "none")] * 6


def test_deleting_a_group_is_confirmed_by_those_who_show_its_content(api, settings):
    owner = MemberFactory(role="owner")
    with content_service() as (address, offered):
        settings.CONTENT_URLS = [address]
        response = api(owner.account_id).delete(f"{GROUPS}{owner.group_id}/")

    assert response.status_code == 204
    assert [[each["event"]["state"] for each in states] for _, _, states in offered] == [["none", "none"]]


def test_a_group_is_deleted_also_while_a_service_is_down(api, settings, emitted):
    owner = MemberFactory(role="owner")
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = api(owner.account_id).delete(f"{GROUPS}{owner.group_id}/")

    assert (response.status_code, response.content) == (202, b"")
    assert [event.state for event in emitted()] == ["deleted", "none", "none"]


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(("query", "queries"), [("", 2), ("?membership=active", 1)])
def test_lists_of_groups_cost_the_same_queries_however_long(api, django_assert_num_queries, count, query, queries):
    me = PersonFactory().id
    for _ in range(count):
        MemberFactory(account_id=me)

    with django_assert_num_queries(queries):  # groups, and what the caller is to them
        assert len(names(api(me).get(f"{GROUPS}{query}"))) == count
