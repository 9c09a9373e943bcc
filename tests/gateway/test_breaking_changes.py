"""A change that can break a client is found, whatever it is in."""

import copy
import json

import pytest

from gateway.openapi import breaking
from gateway.paths import GATEWAY_DIR, STATIC

DOCUMENT = json.loads((STATIC / "api" / "schema.json").read_text())
RELEASED = json.loads((GATEWAY_DIR / "released" / "schema.json").read_text())
RECORDED = (GATEWAY_DIR / "released" / "breaking.table").read_text().splitlines()


def _remove_operation(new):
    del new["paths"]["/api/v1/feed/"]["get"]


def _remove_answered_field(new):
    del new["components"]["schemas"]["Post"]["properties"]["title"]


def _require_a_field(new):
    new["components"]["schemas"]["NewPostIn"].setdefault("required", []).append("title")


def _narrow_a_choice(new):
    new["components"]["schemas"]["NewPostIn"]["properties"]["visibility"]["enum"].remove("followers")


def _answer_null(new):
    author = new["components"]["schemas"]["Post"]["properties"]["author"]
    new["components"]["schemas"]["Post"]["properties"]["author"] = {"oneOf": [author, {"type": "null"}]}


def _demand_a_token(new):
    new["paths"]["/api/v1/users/"]["get"]["security"] = [{"bearer": []}]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_remove_operation, "removed GET /api/v1/feed/"),
        (_remove_answered_field, "removed GET /api/v1/posts/{post_id}/ 200 title"),
        (_require_a_field, "required POST /api/v1/posts/ body title"),
        (_narrow_a_choice, "narrowed POST /api/v1/posts/ body visibility followers"),
        (_answer_null, "nullable GET /api/v1/posts/ 200 results [] author"),
        (_demand_a_token, "needs-token GET /api/v1/users/"),
    ],
)
def test_a_change_that_breaks_clients_is_found(change, found):
    new = copy.deepcopy(DOCUMENT)
    change(new)

    assert found in breaking(DOCUMENT, new)


def test_what_is_new_breaks_nothing():
    new = copy.deepcopy(DOCUMENT)
    new["components"]["schemas"]["Post"]["properties"]["novelty"] = {"type": "integer"}
    new["components"]["schemas"]["NewPostIn"]["properties"]["novelty"] = {"type": "string"}
    new["paths"]["/api/v1/novelties/"] = new["paths"]["/api/v1/feed/"]

    assert breaking(DOCUMENT, new) == []


def test_nothing_breaks_clients_of_the_last_release_unless_it_is_recorded():
    """A change that is wanted is a line of gateway/released/breaking.table; a release copies the document there."""
    assert [change for change in breaking(RELEASED, DOCUMENT) if change not in RECORDED] == []
