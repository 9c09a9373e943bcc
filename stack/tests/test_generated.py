"""What follows from the list of services, and that there is no second list."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bus.topology import BROKER_FLAGS
from manifest import SERVICES
from stack.generated import FILES, PART, outdated, updated
from stack.layout import CHECKOUT

LIST = ["git", "ls-files"]
PLACES = [
    "bench/*.py",
    "gateway/*.py",
    "stack/*.py",
    "tests/*.py",
    "services/*.py",
    "libs/chassis/*.py",
    "libs/bus/*.py",
    "libs/runtime/*.py",
]
KINDS_OF_NAMES = [
    {service.name for service in SERVICES},
    {service.package for service in SERVICES},
    {service.variable for service in SERVICES},
]


def test_every_file_has_what_the_manifest_says():
    assert outdated() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '    # manifest: layer\n    "gone",\n    # manifest: end\n',
            "    # manifest: layer\n    {layer}\n    # manifest: end\n",
        ),
        ("nothing of it\n", "nothing of it\n"),
    ],
    ids=["a part", "a file without parts"],
)
def test_a_part_is_replaced_with_its_indent_and_the_rest_stays(text, expected):
    layer = f'"{" | ".join(service.package for service in SERVICES)} | gateway",'

    assert updated(text) == expected.format(layer=layer)


def test_an_unknown_part_is_an_error():
    with pytest.raises(KeyError, match="unheard"):
        updated("# manifest: unheard\n# manifest: end\n")


def collections(file: Path) -> Iterator[tuple[int, set[object]]]:
    """Yield the line and the constants of every list, tuple, set and dict that a file writes out."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            yield node.lineno, {part.value for part in parts if isinstance(part, ast.Constant)}


def test_no_program_and_no_test_lists_the_services_again():
    tracked = subprocess.run([*LIST, *PLACES], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    lists = [
        f"{file}:{line}"
        for file in tracked.stdout.split()
        if (CHECKOUT / file).exists()
        for line, constants in collections(CHECKOUT / file)
        if any(len(constants & names) >= len(names) - 1 for names in KINDS_OF_NAMES)
    ]

    assert lists == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_most_services_only_where_the_manifest_writes(name):
    text = PART.sub("", (CHECKOUT / name).read_text())

    assert [service.name for service in SERVICES if f"{service.package}." in text or f"{service.name}-" in text][
        1:
    ] == []


def test_the_broker_in_a_container_runs_with_the_flags_of_every_broker():
    composed = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())

    environment = composed["services"]["rabbitmq"]["environment"]

    assert environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] == BROKER_FLAGS
