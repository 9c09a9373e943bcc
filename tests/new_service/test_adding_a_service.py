"""A service made by docs/adding-a-service.md and nothing else runs, and is called through the gateway."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runtime.waiting import wait_until
from stack.layout import CHECKOUT

STEP = re.compile(r"^\*\*`(?P<path>[^`]+)`\*\*(?P<how>[^\n]*)\n\n```\w+\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
PASSWORD = "analytical-engine-1843"


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A copy of this checkout that every user of the machine can enter, with the new service."""
    with tempfile.TemporaryDirectory(prefix="kith-new-service-") as folder:
        copy = Path(folder)
        copy.chmod(0o755)
        files = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
        for name in filter(lambda name: (CHECKOUT / name).is_file(), files.stdout.split("\n")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, copy / name)
        (copy / ".tools").symlink_to(CHECKOUT / ".tools")
        follow((CHECKOUT / "docs" / "adding-a-service.md").read_text(), copy)
        yield copy


def follow(page: str, folder: Path) -> None:
    """Write the files of the page: whole ones, and lines at the end of others."""
    for step in STEP.finditer(page):
        file = folder / step["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text() + "\n" if step["how"].startswith(", at the end") else ""
        file.write_text(old + step["text"])


def run(folder: Path, *command: str) -> str:
    """Run a command of the page and return what it prints."""
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    """The environment of somebody who has just cloned, with few workers, any free port, uv and schemas from here."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KITH_", "VIRTUAL_ENV", "PYTHON"))
    }
    schemas = {"KITH_SCHEMAS": os.environ.get("KITH_SCHEMAS", "")}
    return kept | schemas | {"KITH_PORT": "0", "WEB_WORKERS": "1", "UV_PYTHON_DOWNLOADS": "never"}


def test_a_service_made_by_the_page_is_called_through_the_gateway(checkout):
    run(checkout, ".tools/bin/uv", "lock")
    run(checkout, "make", "manifest")
    with (checkout / "run.out").open("wb") as output:
        runner = subprocess.Popen(["make", "run"], cwd=checkout, env=environment(), stdout=output, stderr=output)
    try:
        wait_until(lambda: "answers at" in said(checkout) or runner.poll() is not None, what="the start", seconds=240)
        assert runner.poll() is None, said(checkout)
        url = re.search(r"http://127\.0\.0\.1:\d+", said(checkout))
        assert url
        check_greeting(url[0])
        run(checkout, ".venv/bin/lint-imports", "--no-cache")
    finally:
        subprocess.run(["make", "stop"], cwd=checkout, env=environment(), capture_output=True)
        runner.wait(90)


def said(checkout: Path) -> str:
    return (checkout / "run.out").read_text()


def check_greeting(url: str) -> None:
    """Call the service with a token and without."""
    with httpx.Client(base_url=f"{url}/api/v1", timeout=10, trust_env=False) as client:
        ada = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "password_confirm": PASSWORD}
        registered = client.post("/auth/register/", json=ada).json()
        refused = client.get("/greetings/")
        greeted = client.get("/greetings/", headers={"Authorization": f"Bearer {registered['access']}"})

    assert (refused.status_code, refused.json()["code"]) == (401, "token_missing")
    assert (greeted.status_code, greeted.json()) == (200, {"hello": registered["user"]["id"]})
