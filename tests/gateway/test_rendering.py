"""The rendered files: static but for the placeholders, each of which is explained, and readable by nginx."""

import re
import subprocess
import sys

import pytest

from gateway.paths import GATEWAY_DIR
from gateway.placeholders import PATTERN, PLACEHOLDERS, MissingValue
from gateway.render import files, render
from gateway.routes import ROUTES
from manifest import SERVICES


def test_every_placeholder_is_used_explained_and_no_other():
    used = {name for text in files().values() for name in PATTERN.findall(text)}
    readme = (GATEWAY_DIR / "README.md").read_text()

    assert used == set(PLACEHOLDERS)
    addresses = {f"{service.variable}_ADDRESS" for service in SERVICES}
    assert used - addresses == set(re.findall(r"^\| `([A-Z_]+)` \|.*\|.*\|$", readme, re.MULTILINE))


def test_nothing_else_looks_like_a_variable_of_the_environment():
    assert not [name for text in files().values() for name in re.findall(r"\$(?!\{)([A-Z_]{2,})", text)]


def test_a_value_that_is_missing_is_named(tmp_path):
    with pytest.raises(MissingValue, match=r"[A-Z_]+"):
        render(tmp_path, {})


def test_the_command_writes_templates_and_prints_the_routes(tmp_path):
    command = [sys.executable, "-m", "gateway.render", "--out", str(tmp_path)]

    silent = subprocess.run(command, capture_output=True, text=True, check=True)
    printed = subprocess.run([*command[:3], "--routes"], capture_output=True, text=True, check=True)

    assert silent.stdout == silent.stderr == ""
    assert {path.name.removesuffix(".template") for path in tmp_path.iterdir()} == set(files())
    assert printed.stdout.count("\n") == sum(len(route.rules) for route in ROUTES)


def blocks(name: str) -> list[str]:
    return re.findall(r"^location .*?^}", files()[name], re.MULTILINE | re.DOTALL)


def test_there_is_one_location_for_each_route_and_none_of_them_proxies():
    assert len(blocks("routes.conf")) == len(ROUTES)
    assert all("include request.conf;" in block and "proxy_pass" not in block for block in blocks("routes.conf"))


def test_every_location_that_proxies_resets_the_headers_and_is_behind_the_token_check():
    assert len(blocks("services.conf")) == 2 * len(SERVICES) + len(
        {rule.service for each in ROUTES for rule in each.rules if rule.takes_files}
    )
    for block in blocks("services.conf"):
        assert block.count("include proxy.conf;") == block.count("proxy_pass ") == 1
        assert "include check.conf;" in block
        assert "internal;" in block
