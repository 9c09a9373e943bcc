"""The commands in the documents: run as they are there, but for the address of the stack and for the names."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from stack.handle import Handle
from stack.layout import CHECKOUT
from tests.e2e.client import name_like
from tests.e2e.waiting import eventually

DEFAULT_URL = "http://127.0.0.1:8080"
BLOCK, SHOWN = (re.compile(rf"^```{kind}\n(.*?)^```$", re.DOTALL | re.MULTILINE) for kind in ("sh", "text"))


class Tried(NamedTuple):
    """What the commands of a document printed, and what it says that they print, where it says that."""

    printed: str
    shown: str


@pytest.fixture
def run(stack):
    """Return a function that runs the commands of a document in one shell."""
    if not isinstance(stack, Handle):
        pytest.skip("needs the mails of a stack on this machine")

    def run(document: str, *names: str) -> Tried:
        text = (CHECKOUT / document).read_text()
        for name in names:
            text = re.sub(rf"\b{name}\b", name_like(name), text)
        commands = "\n".join(BLOCK.findall(text))
        assert DEFAULT_URL in commands
        commands = commands.replace(DEFAULT_URL, stack.url)
        environment = os.environ | {"KITH_RUN_DIR": str(stack.layout.run_dir)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=CHECKOUT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return Tried(done.stdout, "".join(SHOWN.findall(text)))

    return run


def answers_in(text: str) -> Iterator[dict]:
    """Yield the JSON objects that stand one behind another in a text."""
    decoder, place = json.JSONDecoder(), text.find("{")
    while place >= 0:
        answer, end = decoder.raw_decode(text, place)
        yield answer
        place = text.find("{", end)


def test_the_story_of_the_readme(run):
    def commands_work() -> None:
        followed, posted, feed, notifications = answers_in(run("README.md", "ada", "grace").printed)
        assert followed.get("following") == "active"  # at once, another service may not know the name yet
        assert posted["text"] == "The engine weaves algebraic patterns."
        assert (feed.keys() >= {"results", "next"}, notifications.keys() >= {"results", "next"}) == (True, True)

    eventually(commands_work, within=30)


def test_the_life_of_a_user(run):
    *lines, last = run("docs/a-users-life.md", "hedy").printed.splitlines()

    steps = [line for line in lines if line in ("True", "ready", "404", "erased")]
    assert steps == ["True", "ready", "404", "erased"]
    assert lines[0].endswith(".webp")
    assert [line for line in lines if line.startswith("profiles/profile.json ")]
    assert [line for line in lines if line.startswith("The export of your data is ready.")]
    shown = json.loads(last)
    assert (shown["state"], {each["state"] for each in shown["services"]}) == ("erased", {"erased"})


def test_the_relations_of_a_user(run):
    tried = run("docs/a-users-relations.md", "vera", "ivan", "mona", "otto")

    assert tried.printed == tried.shown


def test_the_posts_of_a_user(run):
    tried = run("docs/a-users-posts.md", "lise", "emil")

    assert tried.printed == tried.shown
