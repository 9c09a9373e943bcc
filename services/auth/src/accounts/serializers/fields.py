"""Fields of the shapes: what people type."""

from typing import Any

from rest_framework import serializers

from accounts import passwords
from accounts.emails import email_of
from chassis.http.fields import Text

MAX_TYPED = 320  # of a name or an address as typed, before it is folded


class Strict(serializers.CharField):
    """A text; a number is refused, not converted to one."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Password(Strict):
    """A password exactly as typed: any character, no trimming; the length is counted in code points."""

    def __init__(self, *, min_length: int = 1) -> None:
        super().__init__(min_length=min_length, max_length=passwords.MAX_LENGTH, trim_whitespace=False)


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
