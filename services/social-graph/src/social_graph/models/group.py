"""Groups and their members."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Now

from chassis.database.subqueries import has_row
from chassis.ids import uuid7
from relations.audience import may_see_account

NAME_MAX = 100
DESCRIPTION_MAX = 1000


class Visibility(models.TextChoices):
    """Who sees a group."""

    PUBLIC = "public"
    PRIVATE = "private"
    """Its members, and who is invited by somebody visible; to others it looks like none."""


class Joining(models.TextChoices):
    """How one becomes a member of a public group; a private one is joined by invitation only."""

    OPEN = "open"
    BY_REQUEST = "by_request"


class Role(models.TextChoices):
    """What a member may do; each may do what the ones below may, to those below it."""

    OWNER = "owner"
    """Appoint owners, and delete the group."""
    ADMIN = "admin"
    """Change the group, and appoint moderators."""
    MODERATOR = "moderator"
    """Invite, answer requests, remove and ban."""
    MEMBER = "member"


RANKS = {role: rank for rank, role in enumerate((Role.MEMBER, Role.MODERATOR, Role.ADMIN, Role.OWNER))}


class MemberState(models.TextChoices):
    """What an account is to a group."""

    ACTIVE = "active"
    REQUESTED = "requested"
    INVITED = "invited"
    BANNED = "banned"
    NONE = "none"


RELATED = [MemberState.ACTIVE, MemberState.REQUESTED, MemberState.INVITED, MemberState.BANNED]
"""The states of who has to do with a group; there is an index of each, by group and by account."""
SEES_PRIVATE = [MemberState.ACTIVE, MemberState.INVITED]


def counts_for(account_id: UUID) -> Q:
    """Return the condition on an account's memberships that it is no invitation by somebody whom it may not see."""
    return ~Q(state=MemberState.INVITED) | Q(may_see_account(account_id, author="invited_by"))


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups, narrowed down to those somebody may see."""

    def visible_to(self, viewer_id: UUID | None) -> "GroupQuerySet":
        """Keep those that the viewer may see; None is an anonymous caller."""
        present = self.filter(deleted_at=None)
        if viewer_id is None:
            return present.filter(visibility=Visibility.PUBLIC)
        seeing = Q(state__in=SEES_PRIVATE) & counts_for(viewer_id)
        mine = Member.objects.filter(seeing, group_id=OuterRef("id"), account_id=viewer_id)
        return present.filter(Q(visibility=Visibility.PUBLIC) | has_row(mine))


class Group(models.Model):
    """A group. A deleted one keeps its row without its texts, so that its version only grows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=NAME_MAX, blank=True)
    description = models.CharField(max_length=DESCRIPTION_MAX, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    joining = models.CharField(max_length=10, choices=Joining.choices)
    members_count = models.BigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    membership: "Member | None" = None
    """The viewer's row; selectors set it. Not a column."""
    shown_members: int
    """How many members the viewer is shown; selectors set it. Not a column."""

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(members_count__gte=0), name="members_are_not_negative"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="group_visibility_is_known"),
            models.CheckConstraint(condition=Q(joining__in=Joining.values), name="group_joining_is_known"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(name="", description=""), name="deleted_groups_have_no_words"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(visibility="public", deleted_at=None), name="public_groups"),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Member(models.Model):
    """What one account is to one group; never deleted, so that its version only grows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    group = models.ForeignKey(Group, models.PROTECT, related_name="members", db_index=False)
    account_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=MemberState.choices)
    invited_by = models.UUIDField(null=True)
    """The member who has invited it, while it is invited."""
    version = models.PositiveBigIntegerField(default=0)
    position = models.UUIDField()
    """Its sort key in lists: set anew with each state."""
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "account_id"], name="one_member_per_group_and_account"),
            models.CheckConstraint(condition=Q(state__in=MemberState.values), name="member_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="active", role__in=Role.values) | Q(role="member"), name="only_members_have_roles"
            ),
        ]
        indexes: ClassVar = [
            *(
                models.Index(fields=["group", "position"], condition=Q(state=state), name=f"group_{state}")
                for state in ("active", "requested", "invited", "banned")
            ),
            *(
                models.Index(fields=["account_id", "position"], condition=Q(state=state), name=f"account_{state}")
                for state in ("active", "requested", "invited", "banned")
            ),
            models.Index(fields=["group"], condition=Q(state="active", role="owner"), name="group_owners"),
            models.Index(
                fields=["group", "role", "position"],
                condition=Q(state="active", role__in=["admin", "moderator"]),
                name="group_next_owners",
            ),
        ]

    @property
    def rank(self) -> int:
        """Return how much the account may do: -1 unless it is a member."""
        return RANKS[Role(self.role)] if self.state == MemberState.ACTIVE else -1

    def __str__(self) -> str:
        """Return the account and the group."""
        return f"{self.account_id} {self.state} in {self.group_id}"
