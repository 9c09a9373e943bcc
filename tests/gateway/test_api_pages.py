"""The pages that show the API document: everything they load is the gateway's own, and no script is inline."""

import re
import tomllib

import pytest

from gateway.paths import GATEWAY_DIR, STATIC
from tests.gateway.problems import assert_problem

PAGES = ["/api/swagger/", "/api/redoc/"]
LOADED = re.compile(r'(?:src|href|spec-url)="([^"]+)"')


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_all_that_it_loads_are_served(client, reached, path):
    page = client.get(path)

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert client.get(path.rstrip("/")).text == page.text
    loaded = LOADED.findall(page.text)
    assert all(each.startswith("/api/") for each in loaded)
    assert {client.get(each).status_code for each in loaded} == {200}
    assert reached() == []


def test_redoc_asks_no_other_host_for_a_picture(client):
    script = client.get("/api/redoc/redoc.standalone.js").text

    assert "redoc.ly/redoc/logo" not in script
    assert '"/favicon.ico"' in script


@pytest.mark.parametrize("path", PAGES)
def test_scripts_come_from_here_and_none_is_inline(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "default-src 'none'; script-src 'self';" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert set(re.findall(r"<script[^>]*>([^<]*)</script>", client.get(path).text)) == {""}


def test_other_answers_keep_the_strictest_policy(client):
    assert client.get("/api/schema/").headers["Content-Security-Policy"].startswith("default-src 'none'; frame-anc")


def test_there_is_no_other_file_and_pages_are_only_read(client):
    assert_problem(client.get("/api/swagger/nothing.js"), 404, "unknown_address")
    assert_problem(client.post("/api/redoc/"), 405, "method_not_allowed")


def test_the_image_has_the_locked_version_of_the_scripts():
    lock = tomllib.loads((GATEWAY_DIR.parent / "uv.lock").read_text())
    locked = next(each["version"] for each in lock["package"] if each["name"] == "drf-spectacular-sidecar")

    assert f"drf-spectacular-sidecar=={locked}" in (GATEWAY_DIR.parent / "Dockerfile").read_text()


def test_the_scripts_are_not_kept_in_the_repository():
    assert max(path.stat().st_size for path in STATIC.glob("api/**/*.js")) < 10_000
