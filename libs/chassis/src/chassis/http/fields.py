"""Serializer fields for text that people write, and for files that they send."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain, groupby
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import is_naive
from rest_framework import serializers

from chassis.http.characters import has_invisible

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROL_EXCEPT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
MAX_SHRINKING = 4
"""From how many code points one of NFC can be composed: the longest canonical decomposition, such as that of U+1F82."""
MANY_MARKS = 200
"""A text of at most this many code points is normalised fast in any case."""
# Letters and symbols by category that are nevertheless invisible: Hangul fillers and the empty Braille cell.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


LIST_EXPECTED = {"not_a_list": "Send a list; in a form, as a text of JSON."}
"""The message of lists: that of DRF names a type of Python."""


def is_blank(text: str) -> bool:
    """Return whether the text is invisible: only white space, zero-width and control characters."""
    return all(c.isspace() or c in BLANK_LETTERS or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text)


def nfc(text: str) -> str:
    """Return the text in Unicode's form NFC.

    Marks are put in canonical order first: Python's own normalisation takes quadratic time for a long run of them.
    Source: Unicode Standard Annex #15, Unicode Normalization Forms.
    """
    if len(text) > MANY_MARKS and not text.isascii():
        text = _in_canonical_order(text)
    return unicodedata.normalize("NFC", text)


def _in_canonical_order(text: str) -> str:
    decomposed = chain.from_iterable(unicodedata.normalize("NFD", character) for character in text)
    runs = groupby(decomposed, key=lambda character: unicodedata.combining(character) > 0)
    ordered = (sorted(run, key=unicodedata.combining) if are_marks else run for are_marks, run in runs)
    return "".join(chain.from_iterable(ordered))


class Text(serializers.CharField):
    """Text of at most ``max_length`` code points in Unicode's form NFC, in which it is stored.

    ``multiline`` allows line breaks, tabs and invisible characters; ``blank`` allows an empty text, but no other
    invisible one. NUL, control characters and lone surrogates are refused.
    """

    default_error_messages = {
        "invalid": "Not a text.",
        "blank": "This may not be empty.",
        "control_character": "Control characters are not allowed.",
        "invisible_character": "Characters that show nothing or change the direction of text are not allowed here.",
    }

    def __init__(self, max_length: int, *, multiline: bool = False, blank: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, allow_blank=blank, trim_whitespace=False, **kwargs)
        self.most = max_length
        self.is_line = not multiline
        self.forbidden = CONTROL if self.is_line else CONTROL_EXCEPT_LINES

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the text, or raise ValidationError. An empty text is handled like any other invisible one."""
        (is_empty, value) = self.validate_empty_values(data)
        if is_empty:
            return value
        text = self.to_internal_value(value)
        self.run_validators(text)
        return text

    def to_internal_value(self, data: Any) -> str:
        """Return the text in NFC.

        Raises ValidationError when it is not a text, too long, or has characters that are not allowed.
        """
        if not isinstance(data, str):
            self.fail("invalid")
        # A longer text is too long after normalising, too, so it is not normalised.
        if len(data) > self.most * MAX_SHRINKING:
            self.fail("max_length", max_length=self.most)
        if self.forbidden.search(data) or SURROGATE.search(data):
            self.fail("control_character")
        text = nfc(data)
        if len(text) > self.most:
            self.fail("max_length", max_length=self.most)
        if is_blank(text) and not (self.allow_blank and text == ""):
            self.fail("blank")
        if self.is_line and has_invisible(text):
            self.fail("invisible_character")
        return text


class Choice(serializers.ChoiceField):
    """One of some values; the fault of another one lists them."""

    default_error_messages = {"invalid_choice": "This is one of: {allowed}."}

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        """Raise the ValidationError of a fault."""
        super().fail(key, allowed=", ".join(map(str, self.choices)), **kwargs)


class Flag(serializers.BooleanField):
    """True or false, and nothing that looks like it, such as 1 or a text; a form has it as the text of JSON."""

    default_error_messages = {"invalid": "Send true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean. Raises ValidationError for anything else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    """An id as text; DRF's field takes integers for UUIDs, too."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the UUID. Raises ValidationError for anything but the text of one, or one that was read before."""
        if not isinstance(data, str | UUID):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A time with a time zone; one without could mean two different times."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Return the time in UTC. Raises ValidationError for one without a time zone, or outside of the calendar."""
        if is_naive(value):
            raise serializers.ValidationError("The time needs a time zone, such as Z.", code="no_time_zone")
        try:
            return value.astimezone(UTC)
        except OverflowError:  # such as the year 10000 in UTC
            raise serializers.ValidationError("There is no such time.", code="out_of_range") from None


class Ids(serializers.CharField):
    """Up to ``MOST`` ids in a parameter of the address, separated by commas: each once, in their order."""

    MOST = 100
    default_error_messages = {"too_many": "At most {most} ids at once."}

    def __init__(self, **kwargs: Any) -> None:
        # One that is longer has too many ids in any form.
        super().__init__(max_length=100 * self.MOST, help_text="Ids of accounts, separated by commas.", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the ids. Raises ValidationError for too many, before it looks at any."""
        text = super().run_validation(data)
        if not text:
            return None if text is None else []
        parts = text.split(",", self.MOST)
        if len(parts) > self.MOST:
            self.fail("too_many", most=self.MOST)
        one = serializers.UUIDField()
        ids: list[UUID] = [one.run_validation(part) for part in parts]
        return list(dict.fromkeys(ids))


class Upload(serializers.Field):
    """A file of a multipart body; null, or an empty text in a multipart body, is for none.

    An object is ignored: a resource may be sent back as it was read, with the addresses of its file.
    """

    about = "A file"
    limits: ClassVar[Mapping[str, Any]] = {}
    """What the file may be; both are published in the API document, ``limits`` as ``x-file``."""

    default_error_messages = {"invalid": "Send a file in a multipart body, or null for none."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> UploadedFile:
        """Return the file. Raises SkipField for an object, and ValidationError for anything else."""
        if isinstance(data, dict):
            raise serializers.SkipField
        if not isinstance(data, UploadedFile):
            self.fail("invalid")
        return data


class Uploads(serializers.Field):
    """Files of a form, or ids of files that were uploaded before: a list, in a form also as a text of JSON.

    An object with an ``id`` stands for its id: a resource may be sent back as it was read. An id may occur once.
    """

    about = "A file"
    limits: ClassVar[Mapping[str, Any]] = {}
    """As those of ``Upload``."""
    default_error_messages = {
        "not_a_list": "Send a list of ids; in a form, files, or the list as a text of JSON.",
        "max_length": "At most {most} at once.",
        "too_many": "At most {most} files in one form; upload more of them before.",
        "repeated": "This is in the list twice.",
    }

    def __init__(self, *, most: int, most_files: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.most_files = most, most_files

    def to_internal_value(self, data: Any) -> list[UUID | UploadedFile]:
        """Return ids and files in their order. Raises ValidationError."""
        items = self._listed(data)
        if len(items) > self.most:
            self.fail("max_length", most=self.most)
        if sum(isinstance(each, UploadedFile) for each in items) > self.most_files:
            self.fail("too_many", most=self.most_files)
        return self._each(items)

    def _listed(self, data: Any) -> list[Any]:
        if isinstance(data, UploadedFile):
            return [data]
        try:
            items = json.loads(data) if isinstance(data, str) else data
        except (ValueError, RecursionError):
            items = None
        if not isinstance(items, list):
            self.fail("not_a_list")
        return items

    def _each(self, items: list[Any]) -> list[UUID | UploadedFile]:
        found: list[Any] = []
        faults: dict[str, Any] = {}
        for place, each in enumerate(items):
            try:
                found.append(each if isinstance(each, UploadedFile) else self._id(each, found))
            except serializers.ValidationError as error:
                faults[str(place)] = error.detail
        if faults:
            raise serializers.ValidationError(faults)
        return found

    def _id(self, sent: Any, before: list[Any]) -> UUID:
        value = Id().run_validation(sent.get("id") if isinstance(sent, dict) else sent)
        if value in before:
            self.fail("repeated")
        return value
