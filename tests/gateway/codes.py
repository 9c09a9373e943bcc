"""Every code that a problem document of Kith may have, found in the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

from gateway.problems import PROBLEMS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
ABSTRACT = {"refused", "unauthenticated"}
"""Codes of classes that others are made from and nobody raises."""


def codes() -> set[str]:
    """Return the codes of all refusals of the services and of the gateway."""
    found = {code for path in SOURCES for code in _codes_in(ast.parse(path.read_text()))}
    return (found | {problem.code for problem in PROBLEMS}) - ABSTRACT


def _codes_in(tree: ast.AST) -> Iterator[str]:
    """Yield ``code = "…"`` of classes, and what stands after a status: ``problem(404, "…")``, ``(404, "…", "…")``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (code for statement in node.body if (code := _assigned(statement)))
        values = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
        if (
            len(values) >= 2
            and _is_error_status(values[0])
            and isinstance(code := _constant(values[1]), str)
            and code.isidentifier()
        ):
            yield code


def _assigned(statement: ast.stmt) -> str | None:
    is_code = isinstance(statement, ast.Assign) and [ast.unparse(each) for each in statement.targets] == ["code"]
    code = _constant(statement.value) if is_code else None
    return code if isinstance(code, str) else None


def _is_error_status(node: ast.expr) -> bool:
    status = _constant(node)
    return type(status) is int and 400 <= status < 600


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None
