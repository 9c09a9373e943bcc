"""A group has an owner at any time: the last one stays; when its account is erased, another member becomes owner."""

from uuid import UUID

from social_graph.errors import LastOwner
from social_graph.models import Group, Member, MemberState, Role
from social_graph.selectors.groups import next_owner
from social_graph.services.groups import group_end, member_of, member_write


def last_owner_check(group: Group, row: Member) -> None:
    """Raise LastOwner when the group would have no owner without this one."""
    if row.role == Role.OWNER and not _other_owners(group, row):
        raise LastOwner("A group needs an owner: appoint another one first, or delete the group.")


def _other_owners(group: Group, row: Member) -> bool:
    owners = Member.objects.filter(group=group, state=MemberState.ACTIVE, role=Role.OWNER)
    return owners.exclude(account_id=row.account_id).exists()


def member_drop(*, group_id: UUID, account_id: UUID) -> None:
    """End what an erased account is to a group; the group gets another owner, or ends with its last member.

    The next owner is the one with the highest role, and of several the one who is a member for the longest time.
    Emits MembershipChanged and GroupChanged.
    """
    group = Group.objects.select_for_update().get(id=group_id)
    row = member_of(group, account_id)
    if row is None or row.state == MemberState.NONE:
        return
    was_last_owner = row.role == Role.OWNER and not _other_owners(group, row)
    member_write(group, row, state=MemberState.NONE)
    if not was_last_owner or group.deleted_at:
        return
    found = next_owner(group)
    if found is None:
        group_end(group)
    else:
        member_write(group, found, state=MemberState.ACTIVE, role=Role.OWNER)
