"""Text fields: what may be written, and what is kept."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from chassis.http import fields, serializers


class Both(serializers.Input):
    """One line that may be empty, and several that may not."""

    line = fields.Text(10, blank=True, required=False)
    lines = fields.Text(100, multiline=True)


def fault_of(**data):
    serializer = Both(data=data)
    assert not serializer.is_valid()
    return {name: errors[0].code for name, errors in serializer.errors.items()}


@pytest.mark.parametrize(
    "text", ["a", " a ", "a\nb\tc\r\n", "\u202eabc", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "x" + "\u0327" * 40]
)
def test_f01_text_is_kept_as_written(text):
    serializer = Both(data={"lines": text})

    assert serializer.is_valid()
    assert serializer.validated_data == {"lines": text}


INVISIBLE = [
    "\u202eada",
    "ad\u2066a",
    "ad\u200ba",
    "ada\u200e",
    "\u200fada",
    "a\u00adda",
    "\ufeffada",
    "a\u2060da",
    "a\U000e0061",
]
LONE_JOINERS = [
    "ad\u200da",
    "ada\u200d",
    "\u200cada",
    "\u0430\u200d\u0434\u0430",
    "\u0645\u200c\u200c\u06cc",
    "\u0645\u200c b",
]
NEEDED = [
    "\u0645\u06cc\u200c\u062e\u0648\u0627",  # Persian
    "\u0915\u094d\u200d\u0937",  # Devanagari
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family
    "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e007f",  # a flag
    "\u05d0\u05d1 ab",  # Hebrew beside Latin
]


@pytest.mark.parametrize("text", INVISIBLE + LONE_JOINERS)
def test_what_cannot_be_seen_is_refused_in_one_line_and_kept_in_several(text):
    assert fault_of(line=text, lines=text) == {"line": "invisible_character"}


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_script_or_an_emoji_needs_is_kept(text):
    serializer = Both(data={"line": text, "lines": "a"})

    assert serializer.is_valid(), serializer.errors
    assert serializer.validated_data["line"] == text


def test_text_is_stored_in_one_normal_form():
    serializer = Both(data={"lines": "e\u0301"})

    assert serializer.is_valid()
    assert serializer.validated_data["lines"] == "\u00e9"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u200d\ufeff", "\u2800", "\u3164 \u00a0", "\u00ad\ufe0f"])
def test_f01_what_shows_nothing_is_blank(text):
    assert fault_of(lines=text) == {"lines": "blank"}


def test_an_empty_text_may_be_allowed():
    serializer = Both(data={"line": "", "lines": "a"})

    assert serializer.is_valid()


@pytest.mark.parametrize("text", ["   ", "\u200b", "\u3164"])
def test_a_text_that_shows_nothing_is_blank_also_where_an_empty_one_is_allowed(text):
    assert fault_of(line=text, lines="a") == {"line": "blank"}


@pytest.mark.parametrize("text", ["a\x00", "a\x1b[0m", "\ud800", "a\x7f", "a\x9b", "a\x0b"])
def test_f01_control_characters_and_surrogates_are_refused(text):
    assert fault_of(lines=text) == {"lines": "control_character"}


def test_a_line_has_no_line_breaks():
    assert fault_of(line="a\nb", lines="a") == {"line": "control_character"}


@pytest.mark.parametrize(("length", "is_good"), [(9, True), (10, True), (11, False), (100, False)])
def test_f02_length_counts_code_points(length, is_good):
    serializer = Both(data={"line": "\U0001f600" * length, "lines": "a"})

    assert serializer.is_valid() is is_good


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}])
def test_only_strings_are_text(value):
    assert fault_of(lines=value)["lines"] in ("invalid", "null")


def test_every_fault_is_reported_at_once_unknown_fields_among_them():
    faults = {"line": "max_length", "lines": "blank", "role": "unknown"}

    assert fault_of(line="a" * 11, lines="", role="admin") == faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\u0327\u0301" * 128_000, "max_length"),
        ("e\u0301" * 101, "max_length"),
        ("\u0958" * 51, "max_length"),  # 102 once normalised: one of the few that become longer
        (" " * 100, "blank"),
        ("\u200b" * 100, "blank"),
    ],
    ids=["marks", "long when normalised", "longer when normalised", "spaces", "zero width"],
)
def test_f12_hostile_text_is_refused(text, fault):
    assert fault_of(lines=text) == {"lines": fault}


@pytest.mark.parametrize("text", ["e\u0301" * 100, "\u1100\u1161\u11a8" * 100, "\u03b1\u0313\u0300\u0345" * 100])
def test_f02_length_is_counted_once_the_text_is_normalised(text):
    serializer = Both(data={"lines": text})

    assert serializer.is_valid()
    assert len(serializer.validated_data["lines"]) == 100


MIXED = "a\u00e9\u1e69\u0301\u0323\u0327\u0345\u0f73\u0f75\u0344\u1100\u1161\u11a8\uac00"


@given(st.text(alphabet=MIXED, max_size=400))
def test_f12_hostile_text_is_normalised_as_unicode_says(text):
    assert fields.nfc(text) == unicodedata.normalize("NFC", text)


def test_no_code_point_of_nfc_comes_from_more_than_four():
    every = map(chr, range(sys.maxunicode + 1))

    assert max(len(unicodedata.normalize("NFD", each)) for each in every) == fields.MAX_SHRINKING


def test_the_fault_of_a_choice_lists_what_is_allowed():
    with pytest.raises(ValidationError) as refused:
        fields.Choice(choices=["public", "private"]).run_validation("secret")

    assert [(each.code, str(each)) for each in refused.value.detail] == [
        ("invalid_choice", "This is one of: public, private.")
    ]
