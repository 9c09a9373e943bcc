"""What moderators, admins and owners do with members: inviting, answering, removing, banning, promoting."""

import pytest
from factories import BlockFactory, GroupFactory, MemberFactory, PersonFactory
from memberships import at, counted, states

from chassis.ids import uuid7

pytestmark = pytest.mark.django_db


ACTS = {
    "invite": lambda client, group, who: client.put(at(group, f"invitations/{who}/")),
    "remove": lambda client, group, who: client.delete(at(group, f"members/{who}/")),
    "ban": lambda client, group, who: client.put(at(group, f"bans/{who}/")),
    "promote": lambda client, group, who: client.put(at(group, f"members/{who}/"), {"role": "moderator"}),
    "accept": lambda client, group, who: client.put(at(group, f"requests/{who}/"), {"action": "accept"}),
    "reject": lambda client, group, who: client.put(at(group, f"requests/{who}/"), {"action": "reject"}),
    "unban": lambda client, group, who: client.delete(at(group, f"bans/{who}/")),
    "withdraw": lambda client, group, who: client.delete(at(group, f"invitations/{who}/")),
}


@pytest.mark.parametrize(
    ("act", "before", "after", "role"),
    [
        ("invite", "none", "invited", "member"),
        ("invite", "requested", "active", "member"),
        ("remove", "active", "none", "member"),
        ("ban", "active", "banned", "member"),
        ("ban", "requested", "banned", "member"),
        ("ban", "invited", "banned", "member"),
        ("ban", "none", "banned", "member"),
        ("promote", "active", "active", "moderator"),
        ("accept", "requested", "active", "member"),
        ("reject", "requested", "none", "member"),
        ("unban", "banned", "none", "member"),
        ("withdraw", "invited", "none", "member"),
    ],
)
def test_an_admin_acts_once(api, emitted, act, before, after, role):
    admin = MemberFactory(role="admin")
    other = MemberFactory(group=admin.group, state=before)

    answers = [ACTS[act](api(admin.account_id), admin.group, other.account_id) for _ in range(2)]

    assert answers[0].status_code == 200
    assert (answers[0].json()["state"], answers[0].json()["role"]) == (after, role)
    assert answers[1].status_code == (409 if (act, before) == ("invite", "requested") else 200)
    assert states(emitted) == [(other.account_id, after, role)]
    assert counted(admin.group) == 2 + (after == "active")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("actor", ["member", "invited", "requested", "banned", None])
def test_who_is_no_moderator_does_not_act(api, emitted, act, actor):
    group = GroupFactory()
    before = {"invite": "none", "accept": "requested", "reject": "requested", "unban": "banned", "withdraw": "invited"}
    other = MemberFactory(group=group, state=before.get(act, "active"))
    state = "active" if actor == "member" else actor
    me = MemberFactory(group=group, state=state).account_id if actor else PersonFactory().id

    response = ACTS[act](api(me), group, other.account_id)

    assert (response.status_code, response.json()["code"]) == (403, "group_role_needed")
    assert emitted() == []


@pytest.mark.parametrize("act", ["remove", "ban", "promote"])
@pytest.mark.parametrize(
    ("actor", "other"),
    [("moderator", "moderator"), ("moderator", "owner"), ("admin", "admin"), ("admin", "owner"), ("owner", "owner")],
)
def test_nobody_acts_on_somebody_of_the_same_or_a_higher_role(api, emitted, act, actor, other):
    group = GroupFactory()
    me, them = (MemberFactory(group=group, role=role).account_id for role in (actor, other))

    response = ACTS[act](api(me), group, them)

    is_same = act == "promote" and other == "moderator"
    assert response.status_code == (200 if is_same else 403)
    assert emitted() == []


@pytest.mark.parametrize(
    ("actor", "role", "is_allowed"),
    [
        ("owner", "owner", True),
        ("owner", "admin", True),
        ("admin", "admin", False),
        ("admin", "moderator", True),
        ("admin", "owner", False),
        ("moderator", "moderator", False),
        ("member", "moderator", False),
    ],
)
def test_a_role_is_given_by_those_above_it(api, emitted, actor, role, is_allowed):
    group = GroupFactory()
    me, them = (MemberFactory(group=group, role=each).account_id for each in (actor, "member"))

    response = api(me).put(at(group, f"members/{them}/"), {"role": role})

    assert response.status_code == (200 if is_allowed else 403)
    assert states(emitted) == ([(them, "active", role)] if is_allowed else [])


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_a_role_can_be_given_up(api, emitted, role):
    member = MemberFactory(role=role)

    response = api(member.account_id).put(at(member.group, f"members/{member.account_id}/"), {"role": "member"})

    assert (response.status_code, response.json()["role"]) == (200, "member")
    assert states(emitted) == [(member.account_id, "active", "member")]


def test_who_is_banned_is_not_invited_and_a_member_neither(api, emitted):
    admin = MemberFactory(role="admin")
    codes = {}
    for state in ("banned", "active"):
        other = MemberFactory(group=admin.group, state=state).account_id
        response = ACTS["invite"](api(admin.account_id), admin.group, other)
        codes[state] = (response.status_code, response.json()["code"])

    assert codes == {"banned": (403, "banned_from_group"), "active": (409, "already_member")}
    assert emitted() == []


def test_hidden_and_unknown_accounts_are_not_invited(api, emitted):
    admin = MemberFactory(role="admin")
    blocker = BlockFactory(blocked_id=admin.account_id).blocker_id

    for who in (blocker, uuid7(), "@nobody"):
        for act in ("invite", "ban"):
            assert ACTS[act](api(admin.account_id), admin.group, who).status_code == 404
    assert emitted() == []


@pytest.mark.parametrize("act", ["remove", "accept", "reject", "unban", "withdraw", "promote"])
def test_who_is_not_in_that_state_is_not_found(api, emitted, act):
    admin = MemberFactory(role="admin")

    assert ACTS[act](api(admin.account_id), admin.group, PersonFactory().id).status_code == 404
    assert emitted() == []
