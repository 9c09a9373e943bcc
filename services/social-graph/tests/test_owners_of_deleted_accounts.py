"""Groups whose owner has deleted its account."""

import pytest
from factories import GroupFactory, MemberFactory
from memberships import counted

from personal_data.testing import erase_here
from social_graph.models import Group, Member

pytestmark = pytest.mark.django_db


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
