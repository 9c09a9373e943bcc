"""Servers are started in one module each (ADR 86)."""

import re

from stack.layout import CHECKOUT

FOLDERS = ("libs", "services", "gateway", "stack", "tests", "bench")
COMMAND = re.compile(
    r"""\["(initdb|redis-server|rabbitmq-server|nginx)", (?!"[a-z])|/ "(rabbitmq-server|initdb|postgres)"\)"""
)
"""A command that begins with the program of a server, by its name or by its path."""
MODULES = {
    "libs/chassis/src/chassis/testing/servers.py",
    "libs/bus/src/bus/testing/rabbitmq.py",
    "gateway/src/gateway/testing/nginx.py",
}
OF_RUN = "stack/src/stack/"
"""``make run`` installs and starts servers, with data that stays."""


def test_no_other_module_starts_a_server():
    files = {str(file.relative_to(CHECKOUT)) for folder in FOLDERS for file in (CHECKOUT / folder).rglob("*.py")}
    starting = {name for name in files if not name.startswith(OF_RUN) and COMMAND.search((CHECKOUT / name).read_text())}

    assert starting == MODULES
