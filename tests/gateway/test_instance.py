"""What the installation publishes of itself: true, public, cached."""

import json
import re

from jsonschema import validate

from gateway.openapi import instance
from gateway.openapi.instance import FEATURES, in_force
from gateway.paths import STATIC, TEMPLATES
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
    assert {"name": "mail-hour", "per": "account", "rate": "10/hour"} in limits["requests"]
    assert {"name": "login-name", "per": "name", "rate": "10/minute"} in limits["requests"]


def test_a_feature_without_its_operation_is_not_advertised():
    paths = {path: operations for path, operations in DOCUMENT["paths"].items() if not path.endswith("/like/")}

    assert "likes" in instance(DOCUMENT)["features"]
    assert "likes" not in instance({**DOCUMENT, "paths": paths})["features"]


def test_what_an_account_can_do_is_advertised():
    features = instance(DOCUMENT)["features"]

    assert {"email_verification", "password_reset", "second_factor"} <= {*features}
    assert {"exports", "account_deletion", "administration"} <= {*features}


def test_each_collection_belongs_to_an_advertised_feature():
    needed, paths = {*FEATURES.values()}, DOCUMENT["paths"]

    featured = [path for path in paths if needed & {each["operationId"] for each in paths[path].values()}]
    collections = {path.removeprefix("/api/v1/").split("/")[0] for path in paths}
    assert collections - {part for path in featured for part in path.split("/")} == {"instance"}


def test_it_is_only_read(client):
    assert_problem(client.post("/api/v1/instance/"), 405, "method_not_allowed")


def test_the_lengths_of_a_profile_are_published():
    characters = instance(DOCUMENT)["limits"]["characters"]

    lengths = {"display_name": 50, "bio": 500, "location": 100, "website": 200, "pronouns": 50}
    assert (characters["profile"], characters["field"]) == (lengths, {"name": 50, "value": 200})
    assert characters["comment"] == {"text": 2000}


def test_every_length_is_that_of_a_named_shape():
    """Bodies that are forms, too: they have no component of their own."""
    characters = instance(DOCUMENT)["limits"]["characters"]

    assert all(re.fullmatch(r"[a-z]+", name) for name in characters)
    assert characters["register"]["bio"] == 500


def test_a_client_can_check_a_registration_and_a_profile_before_it_sends_them(client):
    limits = client.get("/api/v1/instance/").json()["limits"]
    picture = {
        "bytes": 10_485_760,
        "pixels": 40_000_000,
        "side": 16_384,
        "frames": 500,
        "types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
    }

    lengths = {"username": 30, "email": 320, "password": 128, "password_confirm": 128, "bio": 500, "password2": 128}
    assert limits["characters"]["register"] == lengths
    assert limits["least_characters"]["register"] == {"username": 3, "password": 8}
    assert limits["items"]["profile"] == {"fields": 4}
    assert limits["items"]["newpost"]["media"] == 10
    documents = ["application/pdf", "application/zip", "text/plain"]
    assert limits["files"] == {
        "medium": {"file": picture | {"types": picture["types"] + documents}},
        "profile": {"avatar": picture, "banner": picture, "profile_picture": picture},
        "register": {"profile_picture": picture},
    }


def test_the_limits_of_parameters_are_published(client):
    parameters = client.get("/api/v1/instance/").json()["limits"]["parameters"]

    assert {"path": "/api/v1/users/", "name": "q", "characters": 100} in parameters
    assert {"path": "/api/v1/users/", "name": "ids", "items": 100} in parameters
    assert {"path": "/api/v1/relationships/", "name": "ids", "items": 100} in parameters


def test_the_limits_of_an_installation_are_those_in_force():
    rates = {"RATE_ANONYMOUS": "5r/s", "RATE_CREDENTIALS": "1r/s", "RATE_TOKEN": "10r/s", "RATE_ADDRESS": "200r/s"}

    requests = in_force(instance(DOCUMENT), rates, 0.1)["limits"]["requests"]

    found = {each["name"]: each["rate"] for each in requests}
    assert (found["follow"], found["register"], found["anonymous"]) == ("90/hour", "2/minute", "30/minute")
    assert (found["gateway-token"], found["gateway-credentials"]) == ("10/second", "1/second")
    assert found["second-factor"] == "5/15minutes"  # counted by auth, whatever LIMIT_SCALE says
    assert len(found) == len(requests)


def test_the_zones_of_the_gateway_have_the_names_of_their_headers():
    """That a 429 has ``gateway-`` and the zone in its headers, test_limits.py shows."""
    names = {each["name"] for each in instance(DOCUMENT)["limits"]["requests"]}

    zones = re.findall(r"limit_req_zone \S+ zone=(\w+):", (TEMPLATES / "limits.conf").read_text())
    assert {f"gateway-{zone}" for zone in zones} == {name for name in names if name.startswith("gateway-")}
