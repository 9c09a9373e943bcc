"""Every operation of the API document has examples: what the services' tests recorded, in the documented shapes."""

import json

import pytest
from jsonschema import Draft202012Validator

from gateway.paths import STATIC
from manifest import SERVICES
from stack.api_document import without_example
from stack.layout import CHECKOUT

DOCUMENT = json.loads((STATIC / "api" / "schema.json").read_text())
EXAMPLES = [
    (f"{method.upper()} {path} {where}", content["schema"], content["example"])
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for where, holder in [("body", operation.get("requestBody", {})), *operation["responses"].items()]
    for content in holder.get("content", {}).values()
    if "example" in content
]
PROBLEMS = DOCUMENT["components"]["examples"]


def test_every_body_and_every_successful_answer_has_an_example():
    assert without_example(DOCUMENT) == []


def test_a_body_without_an_example_is_named():
    content = {"application/json": {"schema": {"type": "object"}}}
    operation = {"requestBody": {"content": content}, "responses": {"201": {"content": content}, "400": {}}}

    assert without_example({"paths": {"/x/": {"post": operation}}}) == ["POST /x/ body", "POST /x/ 201"]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_examples_are_those_that_the_tests_of_the_service_recorded(service):
    recorded = json.loads((CHECKOUT / "services" / service.name / "examples.json").read_text())

    for name, example in recorded.items():
        method, path, status = name.split()
        operation = DOCUMENT["paths"][path][method.lower()]
        for content in operation["responses"][status].get("content", {}).values():
            assert content["example"] == example["answer"]


@pytest.mark.parametrize(("where", "schema", "example"), EXAMPLES, ids=[where for where, *_ in EXAMPLES])
def test_an_example_has_the_documented_shape(where, schema, example):
    assert _faults(schema, example) == []


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_the_example_of_a_problem_has_the_documented_shape(code):
    assert _faults({"$ref": "#/components/schemas/Problem"}, PROBLEMS[code]["value"]) == []
    assert PROBLEMS[code]["value"]["code"] == code


def _faults(schema, example):
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    return [fault.message for fault in validator.iter_errors(example)]
