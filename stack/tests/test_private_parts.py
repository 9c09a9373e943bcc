"""What Kith uses of the private parts of libraries is in ADR 89, so that a new release is compared with the list."""

import ast
from collections.abc import Iterator
from pathlib import Path

from stack.layout import CHECKOUT

LIST = CHECKOUT / "docs/adr/0089-own-code-in-place-of-libraries.md"
FOLDERS = ("libs/*/src", "services/*/src", "gateway/src", "stack/src")
DOCUMENTED = {"_asdict", "_default_manager", "_exit", "_fields", "_make", "_meta", "_replace"}
"""Names with an underscore that are public: ``os._exit``, those of named tuples, of models."""


def test_each_private_part_that_is_used_is_in_the_list():
    used = {use for pattern in FOLDERS for file in CHECKOUT.glob(f"{pattern}/**/*.py") for use in uses(file)}

    listed = LIST.read_text()
    assert {use for use in used if use[1] not in listed} == set()


def uses(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each private attribute of something that the module does not define itself."""
    tree = ast.parse(file.read_text())
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    own |= {node.attr for node in attributes if _is_own(node)}
    own -= {node.attr for node in attributes if ast.unparse(node.value) == "super()"}
    for node in attributes:
        if _is_private(node.attr) and not _is_own(node) and node.attr not in own | DOCUMENTED:
            yield file.name, node.attr


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
