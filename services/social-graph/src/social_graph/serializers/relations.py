"""The shapes of relations between accounts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rest_framework import serializers

from chassis.http.fields import Choice, Flag, Ids, Moment
from chassis.http.output import Output
from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut
from social_graph.models import Friend, Outcome, State

LONGEST_MUTE = timedelta(days=366)
TOO_FAR = "Must be in the next 366 days."
REQUEST_STATES = ["pending", *Outcome.values]


class RelationshipOut(Output):
    """How the caller and the account stand to each other, as far as the caller may know."""

    following = serializers.ChoiceField(State.choices)
    followed_by = serializers.BooleanField()
    friend = serializers.ChoiceField(
        Friend.choices, help_text="sent: the caller has asked to be friends. received: the account has."
    )
    blocking = serializers.BooleanField()
    muting = serializers.BooleanField()


class RelationshipToOut(RelationshipOut):
    """The same, with the account's id."""

    id = serializers.UUIDField()


class RelationshipsOut(Output):
    """How the caller stands to some accounts, in the order in which they were asked for."""

    results = RelationshipToOut(many=True)


class RelationshipFilter(Input):
    """The accounts whose relationships are asked for."""

    ids = Ids()


class PersonOut(AuthorOut):
    """A person in a list, and how the caller stands to that person."""

    relationship = RelationshipOut(
        allow_null=True, help_text="Null for anonymous callers, and where the person is the caller."
    )


class RequestOut(Output):
    """A request of one account to another: to follow it, or to be friends."""

    id = serializers.UUIDField()
    sender = AuthorOut()
    recipient = AuthorOut()
    state = serializers.ChoiceField(REQUEST_STATES)
    created_at = serializers.DateTimeField()


class AnswerIn(Input):
    """An answer to a request."""

    action = Choice(["accept", "reject", "cancel"], help_text="The recipient accepts or rejects, the sender cancels.")


class RequestFilter(Input):
    """Which requests to list."""

    direction = Choice(
        ["incoming", "outgoing"], default="incoming", help_text="Those to the caller, or those of the caller."
    )


class FriendRequestIn(Input):
    """Whom to ask to be friends."""

    to = serializers.RegexField(
        r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|@[A-Za-z0-9_.]{1,30})\Z",
        max_length=36,
        help_text="The id of the account, or @ and its username.",
    )

    def validate_to(self, value: str) -> UUID | str:
        """Return the id, or the username in normal form, as addresses have accounts."""
        return value[1:].casefold() if value.startswith("@") else UUID(value)


class BlockOut(Output):
    """An account that the caller blocks."""

    account = AuthorOut()
    created_at = serializers.DateTimeField()


class MuteOut(Output):
    """An account that the caller mutes."""

    account = AuthorOut()
    until = serializers.DateTimeField(allow_null=True, help_text="When the mute ends; null where it has no end.")
    hides_notifications = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class MuteIn(Input):
    """How to mute; what is not sent stays as it is."""

    until = Moment(
        allow_null=True,
        required=False,
        help_text="When the mute ends, at most 366 days from now; null, as for a new mute: it has no end.",
    )
    hides_notifications = Flag(
        required=False, help_text="Whether the caller gets no notifications of the account either; true for a new mute."
    )

    def validate_until(self, value: datetime | None) -> Any:
        """Refuse an end that is not in the future, or too far in it."""
        now = datetime.now(UTC)
        if value is not None and not now < value <= now + LONGEST_MUTE:
            raise serializers.ValidationError(TOO_FAR, code="out_of_range")
        return value
