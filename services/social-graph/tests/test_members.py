"""Members of groups: joining, asking, inviting, leaving, removing, banning, promoting."""

import pytest
from factories import BlockFactory, GroupFactory, MemberFactory, PersonFactory

from chassis.ids import uuid7
from personal_data.testing import erase_here, exported_here
from social_graph.models import Group, Member

pytestmark = pytest.mark.django_db


def at(group, rest) -> str:
    return f"/api/v1/groups/{group.id}/{rest}"


def states(emitted) -> list[tuple]:
    return [(event.account_id, event.state, event.role) for event in emitted()]


def counted(group) -> int:
    group.refresh_from_db()
    assert group.members_count == Member.objects.filter(group=group, state="active").count()
    return group.members_count


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


def test_a_list_of_members_leaves_out_who_is_blocked(api):
    me = MemberFactory()
    blocked = MemberFactory(group=me.group)
    BlockFactory(blocker_id=blocked.account_id, blocked_id=me.account_id)

    shown = api(me.account_id).get(at(me.group, "members/")).json()["results"]

    assert str(blocked.account_id) not in [each["account"]["id"] for each in shown]
    assert [each["role"] for each in shown] == ["member", "owner"]


@pytest.mark.parametrize("state", ["requested", "invited", "banned"])
def test_moderators_list_others_than_members(api, state):
    group = GroupFactory()
    other = MemberFactory(group=group, state=state).account_id
    answers = {}
    for role in ("moderator", "member"):
        me = MemberFactory(group=group, role=role).account_id
        answers[role] = api(me).get(at(group, f"members/?state={state}"))

    assert [each["account"]["id"] for each in answers["moderator"].json()["results"]] == [str(other)]
    assert answers["member"].status_code == api().get(at(group, f"members/?state={state}")).status_code == 403


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_members_costs_the_same_queries_however_long(api, django_assert_num_queries, count):
    group, me = GroupFactory(), PersonFactory().id
    for _ in range(count):
        MemberFactory(group=group)

    with django_assert_num_queries(4):  # the group, what the caller is to it, members, names
        assert len(api(me).get(at(group, "members/")).json()["results"]) == count + 1


@pytest.mark.parametrize(
    ("others", "next_owner"),
    [(["member", "moderator", "admin", "admin"], 2), (["member", "member"], 0), (["member", "moderator"], 1)],
)
def test_a_group_of_a_deleted_owner_gets_the_next_one(run_jobs, others, next_owner):
    group = GroupFactory()
    owner = Member.objects.get(group=group).account_id
    rest = [MemberFactory(group=group, role=role).account_id for role in others]

    erase_here(owner, run_jobs=run_jobs)

    assert Member.objects.get(group=group, role="owner").account_id == rest[next_owner]
    assert counted(group) == len(others)


def test_a_group_ends_with_its_last_member(run_jobs, emitted):
    group = GroupFactory()
    MemberFactory(group=group, state="invited")
    owner = Member.objects.get(group=group, role="owner").account_id

    erase_here(owner, run_jobs=run_jobs)

    group.refresh_from_db()
    assert group.deleted_at is not None
    assert set(Member.objects.values_list("state", flat=True)) == {"none"}


def test_a_group_with_another_owner_keeps_it(run_jobs):
    group = GroupFactory()
    first = Member.objects.get(group=group).account_id
    second = MemberFactory(group=group, role="owner").account_id
    MemberFactory(group=group, role="admin")

    erase_here(first, run_jobs=run_jobs)

    assert Member.objects.get(group=group, role="owner").account_id == second
    assert Group.objects.get().members_count == 2


def test_an_export_has_the_groups_of_its_owner():
    member = MemberFactory(role="admin")
    MemberFactory(group=member.group)

    exported = exported_here(member.account_id)["groups"]

    assert [(each["group_id"], each["role"], each["state"]) for each in exported] == [
        (str(member.group_id), "admin", "active")
    ]


def test_an_export_leaves_out_invitations_by_somebody_who_is_blocked():
    me, shown, hidden = (PersonFactory().id for _ in range(3))
    groups = [MemberFactory(account_id=me, state="invited", invited_by=each).group_id for each in (shown, hidden)]
    BlockFactory(blocker_id=me, blocked_id=hidden)

    assert [each["group_id"] for each in exported_here(me)["groups"]] == [str(groups[0])]
