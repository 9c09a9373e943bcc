"""The pages that links in mails lead to: a script of the gateway sends the token, and only when a button is pressed."""

import re

import pytest

from gateway.paths import STATIC
from gateway.routes import ROUTES

PAGES = {"/email/verify/": "/api/v1/auth/email/verify/", "/password/reset/": "/api/v1/auth/password/reset/confirm/"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_the_script_and_the_style_of_the_gateway_and_nothing_else(client, reached, path):
    page = client.get(path)

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.headers.get_list("Content-Security-Policy") == [POLICY]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert re.findall(r'(?:src|href)="([^"]+)"', page.text) == ["/page.css", "/link.js"]
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page.text) == [""]
    assert not re.search(r"style=|<style| on[a-z]+=", page.text)
    assert client.get(path.rstrip("/")).text == page.text
    assert reached() == []


@pytest.mark.parametrize(("path", "address"), PAGES.items())
def test_a_page_calls_an_operation_that_exists(client, path, address):
    (called,) = re.findall(r'data-address="([^"]+)"', client.get(path).text)

    assert called == address
    assert address in {route.path for route in ROUTES}


def test_the_script_is_served(client):
    script = client.get("/link.js")

    assert (script.status_code, script.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert script.text == (STATIC / "link.js").read_text()
    assert "innerHTML" not in script.text


@pytest.mark.parametrize("path", ["/email/", "/email/verify/x", "/password/", "/password/reset/index.html", "/email/x"])
def test_there_is_no_other_page(client, path):
    assert client.get(path).status_code == 404


def test_a_page_is_only_read(client):
    assert client.post("/password/reset/", data={"password": "x"}).status_code == 405
