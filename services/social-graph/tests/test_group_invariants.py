"""Whatever members do, and in any order: the number of members is right, and a group that exists has an owner."""

import os

import pytest
from factories import GroupFactory, MemberFactory, PersonFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_graph.models import Group, Member
from social_graph.services.owners import member_drop

pytestmark = pytest.mark.django_db
ACTS = {
    "join": ("put", "membership/", None),
    "leave": ("delete", "membership/", None),
    "invite": ("put", "invitations/{other}/", None),
    "withdraw": ("delete", "invitations/{other}/", None),
    "accept": ("put", "requests/{other}/", {"action": "accept"}),
    "remove": ("delete", "members/{other}/", None),
    "ban": ("put", "bans/{other}/", None),
    "unban": ("delete", "bans/{other}/", None),
    "make owner": ("put", "members/{other}/", {"role": "owner"}),
    "give up": ("put", "members/{other}/", {"role": "member"}),
    "delete the account": None,
}
PEOPLE = 4


def do(api, group: Group, act: str, actor_id, other_id) -> None:
    """Do it once; it may be refused."""
    if ACTS[act] is None:
        member_drop(group_id=group.id, account_id=actor_id)
        return
    method, path, body = ACTS[act]
    address = f"/api/v1/groups/{group.id}/{path.format(other=other_id)}"
    answer = getattr(api(actor_id), method)(address, *([body] if body else []))
    assert answer.status_code in (200, 403, 404, 409), answer.content


@settings(
    max_examples=200 if os.environ.get("THOROUGH") else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    joining=st.sampled_from(["open", "by_request"]),
    acts=st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=12
    ),
)
def test_members_are_counted_and_an_owner_is_left_after_every_act(api, joining, acts):
    group = GroupFactory(joining=joining)
    people = [Member.objects.get(group=group).account_id, MemberFactory(group=group, role="admin").account_id]
    people += [PersonFactory().id for _ in range(PEOPLE - len(people))]

    for act, actor, other in acts:
        do(api, group, act, people[actor], people[other])

        group.refresh_from_db()
        members = Member.objects.filter(group=group, state="active")
        assert group.members_count == members.count()
        assert group.deleted_at or members.filter(role="owner").exists()
