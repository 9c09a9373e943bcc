"""Fields of the shapes: what people type."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils import timezone
from rest_framework import serializers

from accounts import passwords
from accounts.emails import email_of
from accounts.second_factors import code_fold
from accounts.usernames import MAX_LENGTH, MIN_LENGTH, BadUsername, username_of
from chassis.http.fields import Text

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
MOST_AHEAD = timedelta(days=3653)
MAX_TYPED = 320  # of a name or an address as typed, before it is folded
MAX_CODE = 64  # characters; the longest code has 16, and some between its groups


class Strict(serializers.CharField):
    """A text; a number is refused, not converted to one."""

    default_error_messages = {"invalid": "Not a text."}

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Password(Strict):
    """A password exactly as typed: any character, no trimming; the length is counted in code points."""

    def __init__(self, *, min_length: int = 1, required: bool = True) -> None:
        limits = {"min_length": min_length, "max_length": passwords.MAX_LENGTH}
        super().__init__(**limits, trim_whitespace=False, required=required)


class Later(serializers.DateTimeField):
    """A time from now on, at most ten years ahead; RFC 3339, so with an offset from UTC."""

    default_error_messages = {
        "invalid": "A time in RFC 3339 with its offset from UTC, such as 2027-01-31T12:00:00Z.",
        "out_of_range": "A time from now on, at most ten years ahead.",
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return the time."""
        if not isinstance(value, str) or not RFC_3339.fullmatch(value):
            self.fail("invalid")
        moment = super().to_internal_value(value)
        now = timezone.now()
        if not now < moment < now + MOST_AHEAD:
            self.fail("out_of_range")
        return moment


class Code(Strict):
    """A code of an authenticator app or a recovery code, without what was typed between its groups."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(max_length=MAX_CODE, required=required, allow_null=not required)

    def to_internal_value(self, data: Any) -> str:
        """Return the normal form."""
        return code_fold(super().to_internal_value(data))


class Username(Text):
    """A username that can be registered, in its normal form once it is read."""

    def __init__(self) -> None:
        super().__init__(MAX_TYPED)
        # For the API document: username_of refuses other lengths itself, and says all of the rule.
        self.validators += [MinLengthValidator(MIN_LENGTH), MaxLengthValidator(MAX_LENGTH)]

    def to_internal_value(self, data: Any) -> str:
        """Return the normal form."""
        try:
            return username_of(super().to_internal_value(data))
        except BadUsername as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class Email(Text):
    """An e-mail address, in its normal form once it is read."""

    def __init__(self) -> None:
        super().__init__(MAX_TYPED)

    def to_internal_value(self, data: Any) -> str:
        """Return the normal form."""
        try:
            return email_of(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from error
