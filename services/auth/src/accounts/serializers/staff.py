"""The shapes of what the staff reads and does."""

from typing import ClassVar

from rest_framework import serializers

from accounts.models import Act, State
from accounts.roles import ADMIN, ALL, MODERATOR
from accounts.serializers.fields import Later
from chassis.http.fields import LIST_EXPECTED, Choice, Text
from chassis.http.output import Output
from chassis.http.serializers import Input, names_of

SHOWN_STATES = [State.ACTIVE, State.SUSPENDED]
"""A deleted account has nothing to show."""

MAX_REASON = 500


class SuspensionOut(Output):
    """Why an account is suspended, since when and until when, and by whom."""

    reason = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True, help_text="Null: until it is reinstated.")
    by_id = serializers.UUIDField(help_text="The account that suspended it.")


class StaffAccountOut(Output):
    """An account as the staff sees it: no address, no name that belongs to the profile."""

    id = serializers.UUIDField()
    username = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(ALL))
    state = serializers.ChoiceField(choices=SHOWN_STATES)
    suspension = SuspensionOut(allow_null=True)
    created_at = serializers.DateTimeField()


class AccountFilter(Input):
    """Which accounts are listed; all without parameters."""

    q = Text(30, required=False, help_text="What the username begins with.")
    state = Choice(choices=SHOWN_STATES, required=False, help_text="Only those in this state.")
    role = Choice(choices=[MODERATOR, ADMIN], required=False, help_text="Only those with this role.")


class SuspensionIn(Input):
    """Why, and until when; without an end until the account is reinstated."""

    ignored: ClassVar = names_of(SuspensionOut)

    reason = Text(MAX_REASON, multiline=True)
    until = Later(required=False, allow_null=True, default=None)


class RolesIn(Input):
    """The roles that the account has from now on; every account is a `user`."""

    roles = serializers.ListField(child=Choice(choices=ALL), max_length=len(ALL), error_messages=LIST_EXPECTED)
    reason = Text(MAX_REASON, multiline=True, blank=True, default="")


class AuditFilter(Input):
    """Which entries are listed; all without parameters."""

    subject = serializers.UUIDField(required=False, source="subject_id", help_text="Only acts on this account.")
    actor = serializers.UUIDField(required=False, source="actor_id", help_text="Only acts of this account.")
    act = Choice(choices=Act.choices, required=False, help_text="Only these acts.")


class AuditEntryOut(Output):
    """One act: who did what to whom, when and why."""

    id = serializers.UUIDField()
    act = serializers.ChoiceField(choices=Act.choices)
    actor_id = serializers.UUIDField(
        allow_null=True, help_text="Null: an operator's command, or it happened by itself."
    )
    subject_id = serializers.UUIDField()
    reason = serializers.CharField()
    before = serializers.JSONField(help_text="What the act changed, as it was.")
    after = serializers.JSONField(help_text="The same, as it was afterwards.")
    request_id = serializers.CharField(help_text="The request's id, which is in the log lines; may be empty.")
    created_at = serializers.DateTimeField()
