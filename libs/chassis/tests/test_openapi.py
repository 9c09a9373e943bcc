"""The OpenAPI document of a service follows from what its views declare."""

import re
import sys
from types import ModuleType

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly

from chassis.errors import Unprocessable
from chassis.http.answers import answers
from chassis.http.fields import Text, Upload
from chassis.http.idempotency import idempotent
from chassis.http.multipart import MultipartParser
from chassis.http.operations import takes
from chassis.http.serializers import Input
from chassis.http.views import View
from chassis.openapi import document, parameters
from chassis.testing import documented


class TooLate(Unprocessable):
    """Nobody reads it any more."""

    code = "too_late"


class LetterIn(Input):
    """What somebody writes."""

    aliases = {"body": "text"}
    ignored = frozenset({"id"})

    text = Text(100)
    name = Text(20, blank=True, default="")


class LetterOut(serializers.Serializer):
    """A letter."""

    id = serializers.UUIDField()
    text = serializers.CharField()


class Letters(View):
    """Letters."""

    noun = "letters"
    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(is_list=True)
    @answers(LetterOut)
    def get(self, request):
        """List {noun}.

        The newest first.
        """

    @takes(body=LetterIn)
    @answers(LetterOut, status=201, refusals=(TooLate,))
    @idempotent
    def post(self, request):
        """Send a letter."""

    @takes(body=LetterIn)
    @answers(LetterOut)
    def put(self, request):
        """Edit a letter."""

    @takes(body=LetterIn, is_whole=True)
    @answers(LetterOut)
    def patch(self, request):
        """Replace a letter."""


class Replies(Letters):
    """Replies."""

    noun = "replies"


class LineIn(Input):
    """One line."""

    text = Text(100)


class CardIn(Input):
    """A picture, and what is written on it."""

    aliases = {"image": "picture", "text": "lines"}

    picture = Upload()
    lines = LineIn(many=True, max_length=4)
    day = serializers.DateField(allow_null=True, default=None)


class Cards(View):
    """Cards."""

    parser_classes = [*View.parser_classes, MultipartParser]

    @takes(body=CardIn)
    @answers(LetterOut)
    def put(self, request):
        """Replace a card."""


class Undeclared(View):
    """Says nothing of its answers."""

    def get(self, request):
        """Answer."""


@pytest.fixture
def operations(settings):
    return _document_with(settings, Letters)["paths"]["/letters/{letter_id}/"]


def _document_with(settings, view):
    module = ModuleType("letters_urls")
    module.urlpatterns = [path("letters/<uuid:letter_id>/", view.as_view(), name="letter-list")]
    sys.modules["letters_urls"] = module
    settings.SERVICE_URLCONF = "letters_urls"
    return document()


def test_words_come_from_docstrings_and_ids_from_addresses(operations):
    read, written = operations["get"], operations["post"]

    assert (read["operationId"], read["summary"], read["description"]) == (
        "get_letter_list",
        "List letters",
        "The newest first.",
    )
    assert (written["summary"], written["description"]) == ("Send a letter", "Letters.")


def test_a_method_that_two_views_inherit_is_described_with_the_noun_of_each(settings):
    found = _document_with(settings, Replies)["paths"]["/letters/{letter_id}/"]["get"]

    assert (found["summary"], found["description"]) == ("List replies", "The newest first.")


def _codes(operation):
    return {
        status: answer["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
        for status, answer in operation["responses"].items()
        if status >= "400"
    }


def test_refusals_follow_from_what_is_declared(operations):
    common = {"406": ["not_acceptable"], "429": ["rate_limited"], "500": ["internal"], "503": ["unavailable"]}
    tokens = ["session_ended", "token_expired", "token_invalid"]
    of_lists = [
        "invalid",
        "invalid_cursor",
        "kith_after_malformed",
        "malformed",
        "repeated_parameter",
        "unknown_parameter",
    ]
    body = {"413": ["too_large"], "415": ["unsupported_media_type"]}

    assert _codes(operations["get"]) == {**common, "400": of_lists, "401": tokens}
    assert _codes(operations["post"]) == {
        **common,
        **body,
        "400": ["idempotency_key_malformed", "invalid", "malformed", "unknown_parameter"],
        "401": ["session_ended", "token_expired", "token_invalid", "token_missing"],
        "409": ["idempotency_key_in_use"],
        "422": ["idempotency_key_reused", "too_late"],
    }


def test_a_body_has_its_aliases_and_what_is_ignored_and_nothing_else(settings):
    made = _document_with(settings, Letters)
    shape = made["components"]["schemas"]["LetterIn"]

    assert sorted(shape["properties"]) == ["body", "id", "name", "text"]
    assert shape["additionalProperties"] is False
    assert shape["allOf"] == [{"anyOf": [{"required": ["text"]}, {"required": ["body"]}]}]
    assert shape["properties"]["text"]["maxLength"] == 100
    assert (shape["properties"]["name"]["maxLength"], shape["properties"]["name"]["default"]) == (20, "")


def test_a_form_has_files_and_texts_of_json_where_json_has_null_and_lists(settings):
    made = _document_with(settings, Cards)["paths"]["/letters/{letter_id}/"]["put"]["requestBody"]["content"]
    as_json, as_form = (made[kind]["schema"]["properties"] for kind in ("application/json", "multipart/form-data"))
    lines = {"type": "array", "items": {"$ref": "#/components/schemas/LineIn"}, "maxItems": 4}

    for name in ("picture", "image"):
        assert as_json[name]["type"] == ["object", "null"]
        assert (as_form[name]["type"], as_form[name]["format"]) == ("string", "binary")
    assert as_json["lines"] == lines
    for name in ("lines", "text"):
        assert (as_form[name]["type"], as_form[name]["contentMediaType"]) == ("string", "application/json")
    assert as_form["lines"]["contentSchema"] == lines
    assert as_json["day"] == {"type": ["string", "null"], "format": "date"}
    assert as_form["day"]["anyOf"] == [{"type": "string", "format": "date"}, {"type": "string", "maxLength": 0}]


def test_an_update_needs_no_field_and_has_no_defaults(operations):
    schema = operations["put"]["requestBody"]["content"]["application/json"]["schema"]

    assert not {"required", "allOf"} & schema.keys()
    assert "default" not in schema["properties"]["name"]


def test_an_update_that_is_whole_needs_what_a_creation_needs(operations):
    created, updated = (operations[method]["requestBody"] for method in ("post", "patch"))

    assert updated["required"] is created["required"] is True
    assert updated["content"] == created["content"]


def test_a_view_that_does_not_declare_its_answers_is_refused(settings):
    with pytest.raises(TypeError, match=r"GET /letters/\{letter_id\}/ does not declare what it answers"):
        _document_with(settings, Undeclared)


def test_a_closed_schema_has_no_further_fields():
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "object"}}}}

    assert documented.closed(schema) == {
        "type": "object",
        "additionalProperties": False,
        "properties": {"a": {"type": "array", "items": {"type": "object", "additionalProperties": False}}},
    }


def test_the_document_has_the_header_that_the_read_takes(operations):
    found = next(each for each in operations["get"]["parameters"] if each["name"] == "Kith-After")

    assert found["schema"] == parameters.TOKENS


def test_headers_have_the_pattern_that_is_enforced(api):
    pattern = parameters.TOKENS["pattern"]

    for value in ("abc", "a,b", "a, b ,c"):
        assert re.search(pattern, value)
        assert api().get("/notes/", HTTP_KITH_AFTER=value).status_code == 200
    for value in ("a b", "a,,b", ",".join("a" * 9)):
        assert not re.search(pattern, value)
        assert api().get("/notes/", HTTP_KITH_AFTER=value).json()["code"] == "kith_after_malformed"
