"""Every log line says which part of a program wrote it."""

import ast

import pytest

from stack.layout import CHECKOUT

SOURCES = ("libs/*/src", "services/*/src", "gateway/src")


def loggers():
    """Yield where structlog loggers are made, and the call."""
    files = [file for pattern in SOURCES for folder in CHECKOUT.glob(pattern) for file in sorted(folder.rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("get_logger"):
                yield f"{file.relative_to(CHECKOUT)}:{node.lineno}", node


@pytest.mark.parametrize("call", [pytest.param(call, id=place) for place, call in loggers()])
def test_a_logger_is_made_with_its_source_and_without_a_name_that_structlog_ignores(call):
    assert [keyword.arg for keyword in call.keywords] == ["source"]
    assert call.args == []
