"""The operations of the API document, with valid and invalid requests of schemathesis, through the gateway."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.paths import STATIC
from runtime.thoroughness import rounds
from stack.handle import Handle
from tests.api.known import Known, known_of
from tests.e2e.client import PASSWORD, Person, person_of, register

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
HOOKS = CONFIGURATION.with_name("hooks.py")
ROOT = CONFIGURATION.parents[2]
DOCUMENT = STATIC / "api" / "schema.json"
EXAMPLES = rounds(6, 100)
"""Random requests per operation, beside those that cover each rule of its parameters and body."""
ENDINGS = ["post_logout", "post_logout_everywhere", "post_password_change", "delete_notification_list"]
"""What ends sessions that other operations use, or deletes everything that they name: tested as somebody else."""


LEFT_OUT = "/auth/(admin|account|export|totp/confirm|totp/disable)/"
OTHERS = [
    "delete_profile_own", "delete_profile_detail", "delete_follow_request_detail", "delete_friend_request_detail",
    "post_draft_publish", "post_medium_list",
]  # fmt: skip
"""What needs an administrator or a code of the moment, deletes the account that asks, succeeds once for each draft
or request of others, or needs a file: other tests show that it is as documented."""


@pytest.fixture(scope="module")
def known(people) -> Known:
    """Return what exists, by the names of the dictionaries."""
    return known_of(*people)


@pytest.fixture(scope="module")
def environment(stack) -> dict[str, str]:
    """Return the variables that the hooks read."""
    if not isinstance(stack, Handle):
        pytest.skip("needs the folder of mails of a stack on this machine")
    hooks = {"SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONPATH": str(ROOT)}
    return os.environ | hooks | {"KITH_URL": stack.url, "KITH_MAILS": str(stack.layout.mail)}


@pytest.fixture(scope="module")
def people(stack) -> Iterator[tuple[Person, ...]]:
    """Return accounts; the first two send the requests."""
    with httpx.Client(base_url=stack.url, timeout=15, trust_env=False) as http:
        yield tuple(_newcomer(http, name) for name in ("ada", "bob", "carl", "dan"))


def _newcomer(http: httpx.Client, name: str) -> Person:
    answer = register(http, name)
    assert answer.status_code == 201, answer.text
    return person_of(http, answer.json())


@pytest.mark.parametrize("choice", ["exclude", "include"])
def test_the_api_is_as_its_document_says(environment, people, known, tmp_path, choice):
    person = people[choice == "include"]
    account = {"KITH_LOGIN": person.username, "KITH_PASSWORD": PASSWORD}
    options = [option for name in ENDINGS for option in (f"--{choice}-operation-id", name)]
    options += ["--exclude-path-regex", LEFT_OUT]
    options += [option for name in OTHERS for option in ("--exclude-operation-id", name)]

    code, printed = _run(_configuration(tmp_path, known), environment | account, options)

    assert code == 0, printed


def _configuration(folder: Path, known: Known) -> Path:
    """Return the configuration with the dictionaries of what exists."""
    lines = [f"{name} = {{ values = {json.dumps(values)} }}" for name, values in known.items()]
    made = folder / "schemathesis.toml"
    made.write_text("\n".join([CONFIGURATION.read_text(), "[dictionaries]", *lines]))
    return made


def _run(configuration: Path, environment: dict[str, str], options: list[str]) -> tuple[int, str]:
    """Run schemathesis and return its exit code, which warnings make 1 too, and what it prints."""
    program = str(Path(sys.executable).with_name("st"))
    target = [str(DOCUMENT), "--url", environment["KITH_URL"], "--max-examples", str(EXAMPLES)]
    done = subprocess.run(
        [program, "--config-file", str(configuration), "run", *target, *options],
        env=environment,
        cwd=configuration.parent,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr
