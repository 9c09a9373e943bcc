"""The documents of the bus as the gateway serves them."""

import pytest
import yaml

from bus.asyncapi import public_events
from tests.gateway.problems import assert_problem

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@pytest.mark.parametrize("path", ["/events/", "/events"])
def test_the_page_has_every_public_type(client, path):
    page = client.get(path)

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert [each.type for each in public_events() if f'id="{each.type}"' not in page.text] == []


def test_the_page_loads_only_its_own_style(client):
    page = client.get("/events/")

    assert page.headers.get_list("Content-Security-Policy") == [POLICY]
    assert client.get("/page.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_programs_read_the_document_as_yaml(client):
    answer = client.get("/events/asyncapi.yaml")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/yaml; charset=utf-8")
    assert list(yaml.safe_load(answer.text)["components"]["messages"]) == [each.type for each in public_events()]


@pytest.mark.parametrize("path", ["/events/", "/events/asyncapi.yaml"])
def test_a_copy_is_used_for_a_minute(client, path):
    assert client.get(path).headers.get_list("Cache-Control") == ["public, max-age=60"]


@pytest.mark.parametrize("path", ["/events/index.html", "/events/nothing", "/events/page.css", "/events/../index.html"])
def test_other_addresses_do_not_exist(client, path):
    assert client.get(path).status_code in (400, 404)


def test_other_answers_may_still_load_nothing(client):
    assert (
        client.get("/api/schema/").headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors")
    )


def test_the_page_is_only_read(client):
    assert_problem(client.post("/events/"), 405, "method_not_allowed")
