"""The shapes of deletions."""

from rest_framework import serializers

from accounts.serializers.fields import Password
from chassis.http.output import Output
from chassis.http.serializers import Input


class DeletionIn(Input):
    """The password; not needed within ten minutes of the login."""

    password = Password(required=False)


class DeletionPartOut(Output):
    """Whether one service has erased the account."""

    service = serializers.CharField()
    state = serializers.ChoiceField(["erasing", "erased"])


class DeletionOut(Output):
    """How far the deletion of an account is."""

    id = serializers.UUIDField(help_text="Who has it may read the deletion, without a token.")
    state = serializers.ChoiceField(["erasing", "erased"])
    requested_at = serializers.DateTimeField()
    services = DeletionPartOut(many=True)
