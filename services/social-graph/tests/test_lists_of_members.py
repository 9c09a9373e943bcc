"""Lists of members: who is in them, and what they cost."""

import pytest
from factories import BlockFactory, GroupFactory, MemberFactory, PersonFactory
from memberships import at

pytestmark = pytest.mark.django_db


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
