"""The shapes of groups and their members."""

from typing import Any

from rest_framework import serializers

from chassis.http.fields import Choice, Text
from chassis.http.output import Output
from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut
from social_graph.models import Joining, MemberState, Role, Visibility
from social_graph.models.group import DESCRIPTION_MAX, NAME_MAX

OWN_STATES = [MemberState.ACTIVE, MemberState.REQUESTED, MemberState.INVITED]


class GroupOut(Output):
    """A group, and what the caller is to it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    visibility = serializers.ChoiceField(Visibility.choices)
    joining = serializers.ChoiceField(Joining.choices)
    members_count = serializers.IntegerField(source="shown_members")
    role = serializers.SerializerMethodField()
    membership = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_role(self, group: Any) -> str | None:
        """Return the caller's role; null where it is no member."""
        return group.membership.role if group.membership and group.membership.state == MemberState.ACTIVE else None

    def get_membership(self, group: Any) -> str:
        """Return what the caller is to the group: active, requested, invited, banned or none."""
        return group.membership.state if group.membership else MemberState.NONE.value


class GroupIn(Input):
    """What describes a group."""

    ignored = frozenset({"id", "members_count", "role", "membership", "created_at"})

    name = Text(max_length=NAME_MAX)
    description = Text(max_length=DESCRIPTION_MAX, multiline=True, blank=True, default="")
    visibility = Choice(
        Visibility.values, default=Visibility.PUBLIC.value, help_text="Only its members see a private group."
    )
    joining = Choice(
        Joining.values,
        default=Joining.OPEN.value,
        help_text="Whether everybody may join a public group, or asks first. A private group needs an invitation.",
    )


class GroupFilter(Input):
    """Which groups to list."""

    membership = Choice(
        [state.value for state in OWN_STATES],
        default=None,
        help_text="Only the groups that the caller is a member of, has asked to join, or is invited to.",
    )


class MemberFilter(Input):
    """Which accounts of a group to list."""

    state = Choice(
        ["active", "requested", "invited", "banned"],
        default="active",
        help_text="All but active are for moderators only.",
    )


class MemberOut(Output):
    """An account in a group."""

    account = AuthorOut()
    role = serializers.ChoiceField(Role.choices)
    state = serializers.ChoiceField(MemberState.choices)
    since = serializers.DateTimeField()


class MembershipOut(Output):
    """What an account is to a group."""

    group_id = serializers.UUIDField()
    account_id = serializers.UUIDField()
    role = serializers.ChoiceField(Role.choices, help_text="Of a member; otherwise member.")
    state = serializers.ChoiceField(MemberState.choices)


class RoleIn(Input):
    """The role of a member."""

    role = Choice(Role.values)


class GroupAnswerIn(Input):
    """An answer to a request to join."""

    action = Choice(["accept", "reject"])
