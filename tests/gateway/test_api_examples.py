"""The examples in the API document were recorded by the services' tests, and they have the documented shapes."""

import json

import pytest
from jsonschema import Draft202012Validator

from gateway.paths import STATIC

DOCUMENT = json.loads((STATIC / "api" / "schema.json").read_text())
CONTENTS = [
    (f"{method.upper()} {path} {where}", content)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for where, holder in [("body", operation.get("requestBody", {})), *operation["responses"].items()]
    for content in holder.get("content", {}).values()
    if "example" in content
]


def test_there_are_examples():
    assert len(CONTENTS) >= 10


@pytest.mark.parametrize(("where", "content"), CONTENTS, ids=[where for where, _ in CONTENTS])
def test_an_example_has_the_documented_shape(where, content):
    validator = Draft202012Validator({**content["schema"], "components": DOCUMENT["components"]})

    assert [fault.message for fault in validator.iter_errors(content["example"])] == []
