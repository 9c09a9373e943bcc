"""Members of groups: they join, ask, are invited, leave, are removed, banned and promoted.

All of it happens under the lock of the group (``groups.group_lock``).
"""

from uuid import UUID

from django.db import transaction

from chassis.ids import uuid7
from relations.offering import confirm
from relations.people.selectors import account_check
from relations.people.services import person_ensure
from social_graph.errors import AlreadyMember, BannedFromGroup, GroupRoleNeeded, MemberNotFound
from social_graph.events import membership_changed
from social_graph.models import Group, Joining, Member, MemberState, Role
from social_graph.models.group import RANKS
from social_graph.services.groups import group_lock, member_of, member_write, role_check
from social_graph.services.owners import last_owner_check

Confirmed = tuple[Member, bool]
"""What the account is to the group now, and whether every service that shows content has applied it."""


@transaction.atomic
def group_join(*, group_id: UUID, account_id: UUID, username: str) -> Member:
    """Join a group, ask for it, or accept an invitation; repeating it changes nothing.

    Raises GroupNotFound, and BannedFromGroup. Emits MembershipChanged when something changed.
    """
    group, row = group_lock(group_id, viewer_id=account_id)
    person_ensure(account_id, username)
    row = row or _new_row(group, account_id)
    if row.state == MemberState.BANNED:
        raise BannedFromGroup("You are banned from this group.")
    if row.state == MemberState.ACTIVE:
        return row
    may_join = row.state == MemberState.INVITED or group.joining == Joining.OPEN
    state = MemberState.ACTIVE if may_join else MemberState.REQUESTED
    return row if row.state == state else member_write(group, row, state=state)


def group_leave(*, group_id: UUID, account_id: UUID) -> Confirmed:
    """Leave a group, withdraw a request, or decline an invitation; repeating it changes nothing.

    Raises GroupNotFound, and LastOwner. Emits MembershipChanged when something changed.
    """
    with transaction.atomic():
        group, found = group_lock(group_id, viewer_id=account_id)
        row = found or _new_row(group, account_id)
        last_owner_check(group, row)
        if row.state not in (MemberState.NONE, MemberState.BANNED):
            row = member_write(group, row, state=MemberState.NONE)
    return row, found is None or confirm([membership_changed(row)])


@transaction.atomic
def member_invite(*, group_id: UUID, actor_id: UUID, account_id: UUID) -> Member:
    """Invite an account, or accept its request; inviting it again changes nothing.

    Raises GroupNotFound, GroupRoleNeeded, AccountNotFound, BannedFromGroup and AlreadyMember. Emits MembershipChanged
    when something changed.
    """
    group, row = _locked_for(group_id, actor_id, account_id, least=Role.MODERATOR)
    account_check(account_id=account_id, viewer_id=actor_id)
    row = row or _new_row(group, account_id)
    if row.state == MemberState.BANNED:
        raise BannedFromGroup("This account is banned from the group.")
    if row.state == MemberState.ACTIVE:
        raise AlreadyMember("This account is a member already.")
    if row.state == MemberState.REQUESTED:
        return member_write(group, row, state=MemberState.ACTIVE)
    is_invited = row.state == MemberState.INVITED
    return row if is_invited else member_write(group, row, state=MemberState.INVITED, invited_by=actor_id)


@transaction.atomic
def invitation_withdraw(*, group_id: UUID, actor_id: UUID, account_id: UUID) -> Member:
    """Withdraw an invitation; repeating it changes nothing.

    Raises GroupNotFound, GroupRoleNeeded and MemberNotFound. Emits MembershipChanged when something changed.
    """
    return _move(group_id, actor_id, account_id, MemberState.INVITED, MemberState.NONE)


@transaction.atomic
def group_request_answer(*, group_id: UUID, actor_id: UUID, account_id: UUID, is_accepted: bool) -> Member:
    """Accept or reject the request of an account; the same answer again changes nothing.

    Raises GroupNotFound, GroupRoleNeeded and MemberNotFound. Emits MembershipChanged when something changed.
    """
    state = MemberState.ACTIVE if is_accepted else MemberState.NONE
    return _move(group_id, actor_id, account_id, MemberState.REQUESTED, state)


def member_remove(*, group_id: UUID, actor_id: UUID, account_id: UUID) -> Confirmed:
    """Remove a member, who may join again; repeating it changes nothing.

    Raises GroupNotFound, GroupRoleNeeded and MemberNotFound. Emits MembershipChanged when something changed.
    """
    with transaction.atomic():
        group, row = _locked_for(group_id, actor_id, account_id, least=Role.MODERATOR)
        if row is None or row.state in (MemberState.INVITED, MemberState.REQUESTED, MemberState.BANNED):
            raise MemberNotFound
        if row.state == MemberState.ACTIVE:
            row = member_write(group, row, state=MemberState.NONE)
    return row, confirm([membership_changed(row)])


def member_ban(*, group_id: UUID, actor_id: UUID, account_id: UUID) -> Confirmed:
    """Ban an account, whether it is a member or not: it can neither join nor be invited; repeating it changes nothing.

    Raises GroupNotFound, GroupRoleNeeded, and AccountNotFound for an account that never had to do with the group and is
    not known or hidden. Emits MembershipChanged when something changed.
    """
    with transaction.atomic():
        group, row = _locked_for(group_id, actor_id, account_id, least=Role.MODERATOR)
        if row is None:
            account_check(account_id=account_id, viewer_id=actor_id)
        row = row or _new_row(group, account_id)
        if row.state != MemberState.BANNED:
            row = member_write(group, row, state=MemberState.BANNED)
    return row, confirm([membership_changed(row)])


@transaction.atomic
def member_unban(*, group_id: UUID, actor_id: UUID, account_id: UUID) -> Member:
    """Unban an account, which does not become a member; repeating it changes nothing.

    Raises GroupNotFound, GroupRoleNeeded and MemberNotFound. Emits MembershipChanged when something changed.
    """
    return _move(group_id, actor_id, account_id, MemberState.BANNED, MemberState.NONE)


@transaction.atomic
def role_set(*, group_id: UUID, actor_id: UUID, account_id: UUID, role: Role) -> Member:
    """Give a member a role; giving the same again changes nothing.

    Owners give any role, admins the ones below their own; each to members below them. Everybody may give up a role.
    Raises GroupNotFound, GroupRoleNeeded, MemberNotFound and LastOwner. Emits MembershipChanged when something changed.
    """
    group, found = group_lock(group_id, viewer_id=actor_id)
    actor = role_check(found, Role.MODERATOR)
    row = actor if account_id == actor_id else member_of(group, account_id)
    if row is None or row.state != MemberState.ACTIVE:
        raise MemberNotFound
    if row.role == role:
        return row
    _check_promotion(actor, row, role)
    last_owner_check(group, row)
    return member_write(group, row, state=MemberState.ACTIVE, role=role)


def _locked_for(group_id: UUID, actor_id: UUID, account_id: UUID, *, least: Role) -> tuple[Group, Member | None]:
    """Lock the group for an act on another account; return it, and what that account is to it.

    Raises GroupNotFound, and GroupRoleNeeded unless the actor has the role and a higher one than the other.
    """
    group, actor = group_lock(group_id, viewer_id=actor_id)
    actor = role_check(actor, least)
    row = member_of(group, account_id)
    if row is not None and row.rank >= actor.rank:
        raise GroupRoleNeeded("This needs a higher role than the other member has.")
    return group, row


def _move(group_id: UUID, actor_id: UUID, account_id: UUID, present: MemberState, state: MemberState) -> Member:
    """Move an account from one state to another; one that is in that state already stays so."""
    group, row = _locked_for(group_id, actor_id, account_id, least=Role.MODERATOR)
    if row is None or row.state not in (present, state):
        raise MemberNotFound
    return row if row.state == state else member_write(group, row, state=state)


def _check_promotion(actor: Member, row: Member, role: Role) -> None:
    """Raise GroupRoleNeeded unless the actor may give this role to the member."""
    is_given_up = actor.account_id == row.account_id and RANKS[role] < actor.rank
    may_give = RANKS[role] < actor.rank or actor.role == Role.OWNER
    may_act = row.rank < actor.rank and actor.rank >= RANKS[Role.ADMIN]
    if not is_given_up and not (may_act and may_give):
        raise GroupRoleNeeded("Your role does not allow to give this role to this member.")


def _new_row(group: Group, account_id: UUID) -> Member:
    return Member(group=group, account_id=account_id, state=MemberState.NONE, position=uuid7())
