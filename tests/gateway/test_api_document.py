"""The API document: what the gateway serves is what the code says, of every operation that is routed."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from gateway.openapi import BadDocuments, merged
from gateway.paths import STATIC
from gateway.routes import ROUTES
from manifest import SERVICES
from tests.gateway.problems import assert_problem

PUBLISHED = json.loads((STATIC / "api" / "schema.json").read_text())
OPERATIONS = [
    (path, method, operation) for path, methods in PUBLISHED["paths"].items() for method, operation in methods.items()
]


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "application/json"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("", "application/vnd.oai.openapi+yaml", "application/yaml"),
        ("?format=yaml", "application/json", "application/yaml"),
        ("?format=json", "application/yaml", "application/json"),
    ],
)
def test_the_document_is_served_in_both_forms(client, reached, query, accept, kind):
    answer = client.get(f"/api/schema/{query}", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)
    assert (yaml.load(answer.text, yaml.CSafeLoader) if "yaml" in kind else answer.json()) == PUBLISHED
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept" in answer.headers.get_list("Vary", split_commas=True)
    assert reached() == []


def test_a_client_with_the_current_version_gets_304(client):
    tag = client.get("/api/schema/").headers["ETag"]

    assert client.get("/api/schema", headers={"If-None-Match": tag}).status_code == 304


def test_it_has_no_other_form_and_is_only_read(client):
    assert_problem(client.get("/api/schema/?format=xml"), 400, "malformed")
    assert_problem(client.post("/api/schema/"), 405, "method_not_allowed")


def test_every_operation_is_complete():
    for path, method, operation in OPERATIONS:
        where = f"{method} {path}"
        assert operation.keys() >= {"summary", "description", "tags", "security", "responses", "x-limits"}, where
        assert any(status.startswith("2") for status in operation["responses"]), where
        own = set() if operation["tags"] == ["gateway"] else {"406", "500"}
        assert own | {"400", "429", "503"} <= operation["responses"].keys(), where
        assert operation["security"] == [] or "401" in operation["responses"], where
        assert all(parameter["description"] for parameter in operation.get("parameters", [])), where


def test_every_schema_is_a_valid_json_schema():
    found = [*PUBLISHED["components"]["schemas"].values(), *_schemas_in(PUBLISHED["paths"])]

    assert len(found) > len(OPERATIONS)
    for schema in found:
        Draft202012Validator.check_schema(schema)


def _schemas_in(node):
    """Yield what is under each key ``schema``; examples have none."""
    if isinstance(node, dict):
        for key, each in node.items():
            yield from [each] if key == "schema" else _schemas_in(each)
    elif isinstance(node, list):
        for each in node:
            yield from _schemas_in(each)


def test_an_operation_that_is_not_routed_is_refused():
    documents = {"auth": _document({f"{route.path}more/": {"get": {}} for route in ROUTES[:1]})}

    with pytest.raises(BadDocuments, match="documented and not routed: GET /api/v1/auth/register/more/"):
        merged(documents, "1")


def test_an_operation_that_is_not_documented_is_refused():
    with pytest.raises(BadDocuments, match=r"routed and not documented: POST /api/v1/auth/register/ \(auth\)$"):
        merged(_documents(ROUTES[1:]), "1")


def test_an_operation_that_another_service_documents_is_refused():
    documents = _documents(ROUTES)
    moved = documents["auth"]["paths"].pop("/api/v1/users/me/")
    documents["profiles"]["paths"]["/api/v1/users/me/"] |= moved

    with pytest.raises(BadDocuments, match=r"documented and not routed: DELETE /api/v1/users/me/ \(profiles\)$"):
        merged(documents, "1")


def _documents(routes):
    """Return documents with these operations, by service."""
    documents = {service.name: _document({}) for service in SERVICES}
    for route in routes:
        for method in route.methods:
            documents[route.service(method)]["paths"].setdefault(route.path, {})[method.lower()] = {}
    return documents


def _document(paths):
    return {"info": {}, "paths": paths, "components": {"schemas": {}}}
