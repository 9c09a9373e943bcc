"""Reads of groups and their members."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from chassis.database.subqueries import has_row
from chassis.http.paging import Page, PageQuery, paginate
from relations.audience import may_see_account
from relations.counting import shown_count
from social_graph.errors import GroupNotFound, GroupRoleNeeded
from social_graph.models import Group, Member, MemberState, Role, Visibility
from social_graph.models.group import RANKS, SEES_PRIVATE, counts_for
from social_graph.selectors.people import cards_by_id, is_known


def group_get(*, group_id: UUID, viewer_id: UUID | None) -> Group:
    """Return a group, with what the viewer is to it. Raises GroupNotFound."""
    groups = Group.objects.visible_to(viewer_id).annotate(**_members_shown_to(viewer_id))
    group = groups.filter(id=group_id).first()
    if group is None:
        raise GroupNotFound
    _relate([group], viewer_id)
    return group


def group_page(*, viewer_id: UUID | None, query: PageQuery) -> Page[Group]:
    """Return a page of the public groups, the newest first."""
    groups = Group.objects.filter(visibility=Visibility.PUBLIC, deleted_at=None)
    page = paginate(groups.annotate(**_members_shown_to(viewer_id)), query)
    _relate(page.results, viewer_id)
    return page


def own_group_page(*, account_id: UUID, state: MemberState, query: PageQuery) -> Page[Group]:
    """Return a page of the groups that an account is a member of, has asked to join, or is invited to; newest first.

    Left out are invitations by accounts that it may not see, and requests to join groups that are private now.
    """
    rows = memberships_of(account_id, state).annotate(**_members_shown_to(account_id, group="group__"))
    return paginate(rows.select_related("group"), query, key="position").map(_groups_of)


def memberships_of(account_id: UUID, state: MemberState) -> QuerySet[Member]:
    """Return what an account is to groups, in one state, as far as it may see the groups."""
    groups = Group.objects.filter(id=OuterRef("group_id"), deleted_at=None)
    if state not in SEES_PRIVATE:
        groups = groups.filter(visibility=Visibility.PUBLIC)
    return Member.objects.filter(has_row(groups), counts_for(account_id), account_id=account_id, state=state)


def _groups_of(rows: list[Any]) -> list[Group]:
    for row in rows:
        row.group.membership, row.group.shown_members = row, row.shown_members
    return [row.group for row in rows]


def _members_shown_to(viewer_id: UUID | None, *, group: str = "") -> dict[str, Any]:
    """Return ``Group.shown_members`` for a viewer as an expression; ``group`` leads to the group."""
    members = Member.objects.filter(group_id=OuterRef(f"{group}id"), state=MemberState.ACTIVE)
    count = shown_count(f"{group}members_count", members, author="account_id", viewer_id=viewer_id)
    return {"shown_members": count}


def _relate(groups: Iterable[Group], viewer_id: UUID | None) -> None:
    """Set what the viewer is to each group, with one query for all."""
    if viewer_id is None:
        return
    by_id = {group.id: group for group in groups}
    for row in Member.objects.filter(group_id__in=list(by_id), account_id=viewer_id):
        by_id[row.group_id].membership = row


def member_page(
    *, group_id: UUID, viewer_id: UUID | None, state: MemberState, query: PageQuery
) -> Page[dict[str, Any]]:
    """Return a page of the members of a group whom the viewer may see, the newest first; or of others by their state.

    Raises GroupNotFound, and GroupRoleNeeded for those who are not members unless the viewer is a moderator.
    """
    group = group_get(group_id=group_id, viewer_id=viewer_id)
    is_moderator = group.membership is not None and group.membership.rank >= RANKS[Role.MODERATOR]
    if state != MemberState.ACTIVE and not is_moderator:
        raise GroupRoleNeeded("This needs the role moderator in the group.")
    rows = Member.objects.filter(
        is_known("account_id"), may_see_account(viewer_id, author="account_id"), group=group, state=state
    )
    return paginate(rows, query, key="position").map(_members)


def _members(rows: list[Member]) -> list[dict[str, Any]]:
    cards = cards_by_id([row.account_id for row in rows])
    return [
        {"account": cards[row.account_id], "role": row.role, "state": row.state, "since": row.changed_at}
        for row in rows
    ]


def next_owner(group: Group) -> Member | None:
    """Return who becomes owner of a group without one: of the highest role, the member for the longest time."""
    members = Member.objects.filter(group=group, state=MemberState.ACTIVE)
    for role in (Role.ADMIN, Role.MODERATOR, Role.MEMBER):
        if found := members.filter(role=role).order_by("position").first():
            return found
    return None
