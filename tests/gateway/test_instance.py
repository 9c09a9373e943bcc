"""What the installation publishes of itself: true, public, cached."""

import json

from jsonschema import validate

from gateway.openapi import instance
from gateway.paths import STATIC
from tests.gateway.problems import assert_problem

DOCUMENT = json.loads((STATIC / "api" / "schema.json").read_text())


def test_the_document_is_public_and_cacheable(client, reached):
    answer = client.get("/api/v1/instance/")

    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.json() == instance(DOCUMENT) == client.get("/api/instance").json()
    assert reached() == []


def test_it_has_the_documented_shape():
    answers = DOCUMENT["paths"]["/api/v1/instance/"]["get"]["responses"]

    validate(instance(DOCUMENT), answers["200"]["content"]["application/json"]["schema"])


def test_it_names_limits_that_the_services_enforce():
    limits = instance(DOCUMENT)["limits"]

    assert (limits["body_bytes"], limits["page"]) == (262_144, {"default": 20, "most": 100})
    assert limits["characters"]["post"] == {"title": 255, "text": 5000, "content_warning": 200, "language": 35}
    assert {"name": "follow", "per": "account", "rate": "900/hour"} in limits["requests"]


def test_a_feature_without_its_operation_is_not_advertised():
    paths = {path: operations for path, operations in DOCUMENT["paths"].items() if not path.endswith("/like/")}

    assert "likes" in instance(DOCUMENT)["features"]
    assert "likes" not in instance({**DOCUMENT, "paths": paths})["features"]


def test_it_is_only_read(client):
    assert_problem(client.post("/api/v1/instance/"), 405, "method_not_allowed")
