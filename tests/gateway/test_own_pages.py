"""The start page and the pages of the problem codes: styled by one file of the gateway, and nothing else is loaded."""

import re
import struct

import pytest

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@pytest.mark.parametrize("path", ["/", "/problems/", "/problems/not_found", "/events/"])
def test_a_page_has_the_style_of_the_gateway_and_may_load_nothing_else(client, path):
    page = client.get(path)

    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.text) == ["/page.css"]
    assert page.headers.get_list("Content-Security-Policy") == [POLICY]
    assert not re.search(r"<script|style=|<style", page.text)


def test_the_style_is_served(client):
    style = client.get("/page.css")

    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert style.headers.get_list("Cache-Control") == ["public, max-age=3600"]
    assert "url(" not in style.text


def test_browsers_get_an_icon(client):
    icon = client.get("/favicon.ico")

    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/x-icon")
    assert struct.unpack("<HH", icon.content[:4]) == (0, 1)  # the magic number of an icon
    assert len(icon.content) < 4096


@pytest.mark.parametrize("path", ["/?x=1", "/problems/?x=1", "/page.css?v=2", "/events/?x=1", "/api/swagger/?x=1"])
def test_files_ignore_parameters(client, path):
    assert client.get(path).status_code == 200
