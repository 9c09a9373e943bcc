"""Groups: made, changed and deleted.

Every change of a group or of one of its members first locks the row of the group. So the number of members is right,
and two owners who leave at once cannot both do so.
"""

from collections.abc import Sequence
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from chassis.events.outbox import emit
from chassis.ids import uuid7
from chassis.jobs import State as Progress
from chassis.jobs import enqueue, job
from relations.offering import confirm
from relations.people.services import person_ensure
from social_graph.errors import GroupNotFound, GroupRoleNeeded
from social_graph.events import group_changed, membership_changed
from social_graph.models import Group, Member, MemberState, Role, Visibility
from social_graph.models.group import RANKS, RELATED

END = "social_graph.end_group"
END_REQUESTS = "social_graph.end_requests_to_join"
MEMBERS_AT_ONCE = 100
"""How many memberships a step ends; they are offered to other services together (``relations.accepting``)."""


def group_lock(group_id: UUID, *, viewer_id: UUID) -> tuple[Group, Member | None]:
    """Lock a group that the viewer may see; return it, and what the viewer is to it. Raises GroupNotFound."""
    list(Group.objects.select_for_update().filter(id=group_id).values_list("id"))
    # Whether the viewer may see it is read under the lock: it may have been removed meanwhile.
    group = Group.objects.visible_to(viewer_id).filter(id=group_id).first()
    if group is None:
        raise GroupNotFound
    return group, member_of(group, viewer_id)


def member_of(group: Group, account_id: UUID) -> Member | None:
    """Return what an account is to a group; None when they never had to do with each other."""
    return Member.objects.filter(group=group, account_id=account_id).first()


def role_check(member: Member | None, least: Role) -> Member:
    """Return the member if its role is at least this one. Raises GroupRoleNeeded otherwise."""
    if member is None or member.rank < RANKS[least]:
        raise GroupRoleNeeded(f"This needs the role {least} in the group.")
    return member


@transaction.atomic
def group_create(*, owner_id: UUID, owner_name: str, fields: dict[str, Any]) -> Group:
    """Make a group, whose first owner is its maker. Emits GroupChanged and MembershipChanged."""
    person_ensure(owner_id, owner_name)
    group = Group.objects.create(**fields)
    group.refresh_from_db()
    emit(group_changed(group))
    owner = Member(group=group, account_id=owner_id, state=MemberState.NONE, position=uuid7())
    group.membership = member_write(group, owner, state=MemberState.ACTIVE, role=Role.OWNER)
    group.shown_members = group.members_count
    return group


@transaction.atomic
def group_edit(*, group_id: UUID, editor_id: UUID, changes: dict[str, Any]) -> None:
    """Change a group; equal values change nothing.

    When it becomes private, a job ends the requests to join it: who has asked does not see it any more. Raises
    GroupNotFound, and GroupRoleNeeded unless the editor is an admin or an owner. Emits GroupChanged.
    """
    group, editor = group_lock(group_id, viewer_id=editor_id)
    role_check(editor, Role.ADMIN)
    changed = {name: value for name, value in changes.items() if getattr(group, name) != value}
    if changed:
        _group_write(group, **changed)
    if changed.get("visibility") == Visibility.PRIVATE:
        enqueue(END_REQUESTS, key=group.id)


def group_delete(*, group_id: UUID, owner_id: UUID) -> bool:
    """Delete a group: nobody sees it any more, and nobody is a member.

    The first MEMBERS_AT_ONCE memberships end at once, further ones by a job. Returns whether all have ended, and every
    service that shows content has applied that. Raises GroupNotFound, and GroupRoleNeeded unless the caller is one of
    its owners. Emits GroupChanged, and MembershipChanged for each membership.
    """
    with transaction.atomic():
        group, owner = group_lock(group_id, viewer_id=owner_id)
        role_check(owner, Role.OWNER)
        group_end(group)
        ended = _memberships_end_some(group, RELATED)
        is_more = any(Member.objects.filter(group=group, state=state).exists() for state in RELATED)
    return confirm([membership_changed(row) for row in ended]) and not is_more


def group_end(group: Group) -> None:
    """Delete a locked group. Emits GroupChanged."""
    _group_write(group, name="", description="", deleted_at=Now())
    enqueue(END, key=group.id)


@job(END)
def memberships_end(key: str, progress: Progress) -> Progress | None:
    """End the next memberships, requests, invitations and bans of a deleted group. Emits MembershipChanged for each."""
    group = Group.objects.select_for_update().get(id=key)
    return {} if _memberships_end_some(group, RELATED) else None


@job(END_REQUESTS)
def requests_end(key: str, progress: Progress) -> Progress | None:
    """End the next requests to join a group, unless it is public again. Emits MembershipChanged for each."""
    group = Group.objects.select_for_update().get(id=key)
    is_private = group.visibility == Visibility.PRIVATE
    return {} if is_private and _memberships_end_some(group, [MemberState.REQUESTED]) else None


def _memberships_end_some(group: Group, states: Sequence[MemberState]) -> list[Member]:
    """End the next memberships of a locked group that are in these states; return them.

    Each state is looked up by its own index: those that have ended are not read again by every step.
    """
    found = (Member.objects.filter(group=group, state=state).order_by("position")[:MEMBERS_AT_ONCE] for state in states)
    rows = islice(chain.from_iterable(found), MEMBERS_AT_ONCE)
    return [member_write(group, row, state=MemberState.NONE) for row in list(rows)]


def member_write(
    group: Group, row: Member, *, state: MemberState, role: Role = Role.MEMBER, invited_by: UUID | None = None
) -> Member:
    """Write what an account is to a locked group, count members, and emit it; return the row."""
    step = (state == MemberState.ACTIVE) - (row.state == MemberState.ACTIVE)
    place = {} if row.state == state else {"position": uuid7()}
    values = {"state": state, "role": role, "invited_by": invited_by, "version": row.version + 1, "changed_at": Now()}
    key = {"group": group, "account_id": row.account_id}
    Member.objects.update_or_create(**key, defaults=values | place, create_defaults=values | {"position": uuid7()})
    if step:
        group.members_count += step
        Group.objects.filter(id=group.id).update(members_count=group.members_count)
    written = Member.objects.get(**key)
    emit(membership_changed(written))
    return written


def _group_write(group: Group, **values: object) -> None:
    Group.objects.filter(id=group.id).update(version=group.version + 1, changed_at=Now(), **values)
    group.refresh_from_db()
    emit(group_changed(group))
