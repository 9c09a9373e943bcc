"""Serializer fields for text that people write."""

import re
import unicodedata
from typing import Any

from rest_framework import serializers

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROL_EXCEPT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# Letters and symbols by category that nevertheless show nothing: Hangul fillers and the empty Braille cell.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_blank(text: str) -> bool:
    """Return whether nothing of the text can be seen: white space, zero-width and control characters only."""
    return all(c.isspace() or c in BLANK_LETTERS or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text)


class Text(serializers.CharField):
    """Text of at most ``max_length`` code points, kept as written in Unicode's form NFC.

    ``multiline`` allows line breaks and tabs; ``blank`` allows text that shows nothing. NUL, control characters and
    lone surrogates are refused. The length is that of the text as sent.
    """

    default_error_messages = {
        "invalid": "Not a text.",
        "blank": "This may not be empty.",
        "control_character": "Control characters are not allowed.",
    }

    def __init__(self, max_length: int, *, multiline: bool = False, blank: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=blank, trim_whitespace=False, **kwargs)
        self.most = max_length
        self.forbidden = CONTROL_EXCEPT_LINES if multiline else CONTROL

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the text, or raise ValidationError. An empty text is judged like any other that shows nothing."""
        (is_empty, value) = self.validate_empty_values(data)
        if is_empty:
            return value
        text = self.to_internal_value(value)
        self.run_validators(text)
        return text

    def to_internal_value(self, data: Any) -> str:
        """Return the text in NFC. Raises ValidationError when it is none, too long, or holds what is not allowed."""
        if not isinstance(data, str):
            self.fail("invalid")
        # The length comes first: normalising a long run of combining marks takes quadratic time.
        if len(data) > self.most:
            self.fail("max_length", max_length=self.most)
        if self.forbidden.search(data) or SURROGATE.search(data):
            self.fail("control_character")
        if not self.allow_blank and is_blank(data):
            self.fail("blank")
        return unicodedata.normalize("NFC", data)
