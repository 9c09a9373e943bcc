"""Joining a group, asking to, and leaving it."""

import pytest
from factories import GroupFactory, MemberFactory, PersonFactory
from memberships import at, counted, states

from social_graph.models import Member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("visibility", "joining", "before", "after"),
    [
        ("public", "open", None, "active"),
        ("public", "open", "requested", "active"),
        ("public", "by_request", None, "requested"),
        ("public", "by_request", "invited", "active"),
        ("private", "by_request", "invited", "active"),
        ("private", "open", "invited", "active"),
    ],
)
@pytest.mark.parametrize("method", ["put", "post"])
def test_who_joins_is_a_member_or_waits(api, emitted, method, visibility, joining, before, after):
    group = GroupFactory(visibility=visibility, joining=joining)
    me = MemberFactory(group=group, state=before).account_id if before else PersonFactory().id

    answers = [getattr(api(me), method)(at(group, "membership/")) for _ in range(2)]

    expected = {"group_id": str(group.id), "account_id": str(me), "role": "member", "state": after}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 2
    assert states(emitted) == [(me, after, "member")]
    assert counted(group) == 1 + (after == "active")


def test_who_is_banned_does_not_join(api, emitted):
    member = MemberFactory(state="banned")

    response = api(member.account_id).put(at(member.group, "membership/"))

    assert (response.status_code, response.json()["code"]) == (403, "banned_from_group")
    assert emitted() == []


@pytest.mark.parametrize("before", ["active", "requested", "invited"])
def test_one_leaves_withdraws_and_declines(api, emitted, before):
    member = MemberFactory(state=before)
    client = api(member.account_id)

    answers = [client.delete(at(member.group, "membership/")) for _ in range(2)]

    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "none")] * 2
    assert states(emitted) == [(member.account_id, "none", "member")]
    assert counted(member.group) == 1


def test_leaving_is_confirmed(api, settings):
    member = MemberFactory()
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = api(member.account_id).delete(at(member.group, "membership/"))

    assert (response.status_code, response.json()["state"]) == (202, "none")


def test_the_ban_of_who_leaves_stays(api, emitted):
    member = MemberFactory(state="banned")

    assert api(member.account_id).delete(at(member.group, "membership/")).json()["state"] == "banned"
    assert emitted() == []


def test_the_last_owner_does_not_leave(api, emitted):
    group = GroupFactory()
    owner = Member.objects.get(group=group)
    client = api(owner.account_id)

    answers = [
        client.delete(at(group, "membership/")),
        client.put(at(group, f"members/{owner.account_id}/"), {"role": "admin"}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "last_owner")] * 2
    assert emitted() == []
    MemberFactory(group=group, role="owner")
    assert client.delete(at(group, "membership/")).status_code == 200
