"""What an operation does not take is refused, with the name of each fault."""

import pytest
from rest_framework import serializers as drf

from chassis.http import serializers
from chassis.testing.operations import faults_of


class Inner(serializers.Input):
    """A part of Outer."""

    name = drf.CharField()
    value = drf.CharField()


class Outer(serializers.Input):
    """A shape with an alias, names that nobody sets, and something inside."""

    aliases = {"second": "first", "third": "first"}
    ignored = frozenset({"id"})

    first = drf.CharField(required=False, max_length=50)
    inner = Inner(many=True, required=False)
    words = drf.ListField(child=drf.CharField(), required=False)


def checked(*, partial=False, **data):
    serializer = Outer(data=data, partial=partial)
    serializer.is_valid()
    return serializer


def test_every_unknown_parameter_is_named(api):
    response = api().get("/notes/?tags=a&limit=5&curser=b")

    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    assert faults_of(response) == [("tags", "unknown"), ("curser", "unknown")]


def test_the_parameters_of_paging_are_those_of_lists_alone(api):
    assert api().get("/trivial/?limit=5").json()["code"] == "unknown_parameter"


@pytest.mark.parametrize("query", ["tag=%FF", "tag=gr%F6n", "tag=a\xff", "%FF=a", "tag=%ED%A0%80"])
def test_an_address_that_is_not_utf_8_is_refused(api, query):
    response = api().get("/notes/", QUERY_STRING=query)

    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert response.json()["detail"] == "The address is not encoded as UTF-8."


@pytest.mark.parametrize("query", ["tag=%C3%B6", "tag=\xc3\xb6", "tag=%F0%9F%98%80", "tag=100%"])
def test_an_address_may_be_utf_8_with_percent_signs_and_without(api, query):
    assert api().get("/notes/", QUERY_STRING=query).status_code == 200


def test_a_head_takes_what_its_get_takes(api):
    assert api().head("/notes/?limit=5").status_code == 200
    assert api().head("/notes/?x=5").status_code == 400


@pytest.mark.parametrize("body", [None, {}])
def test_no_body_and_an_empty_one_are_the_same(api, body):
    assert api(None).generic("GET", "/trivial/", "{}", content_type="application/json").status_code == 200


def test_names_that_a_client_made_long_or_many_are_not_all_repeated(api):
    response = api().post("/notes/", {"text": "a"} | {f"{n}{'x' * 1000}": 1 for n in range(100)})

    assert len(response.json()["errors"]) == 20
    assert len(response.content) < 5000


def test_a_name_that_no_text_can_hold_is_answered_escaped(api):
    response = api().generic("POST", "/notes/", '{"text": "a", "\\ud800": 1}', content_type="application/json")

    assert faults_of(response) == [("\\ud800", "unknown")]


def test_the_name_of_a_field_takes_precedence_over_its_aliases():
    assert checked(first="a", second="b").validated_data == {"first": "a"}
    assert checked(third="c", second="b").validated_data == {"first": "b"}


def test_a_value_that_does_not_count_is_checked_too():
    assert {name: found[0].code for name, found in checked(first="a", second="x" * 99, third=[]).errors.items()} == {
        "second": "max_length",
        "third": "invalid",
    }
    assert checked(second="b", third="x" * 99).errors.keys() == {"third"}


def test_what_the_resource_has_and_nobody_sets_is_ignored():
    assert checked(id=5).validated_data == {}


@pytest.mark.parametrize("partial", [False, True])
def test_half_a_thing_inside_is_refused_also_in_a_partial_update(partial):
    errors = checked(partial=partial, inner=[{"name": "a"}]).errors

    assert {name: fault[0].code for name, fault in errors["inner"][0].items()} == {"value": "required"}


@pytest.mark.parametrize("text", ["a\0", "\ud800"])
@pytest.mark.parametrize("field", ["first", "words"])
def test_what_no_text_can_hold_is_a_fault_of_its_field(field, text):
    errors = checked(**{field: text if field == "first" else [text]}).errors

    assert {name: fault[0].code for name, fault in errors.items()} == {field: "control_character"}
