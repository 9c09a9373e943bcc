"""What can be asked of a stack that does not run."""

import os
import pty
import subprocess
import sys

import pytest

from stack.layout import Layout


@pytest.fixture
def layout(tmp_path):
    """The folder of a stack that has run."""
    layout = Layout(tmp_path)
    for folder in (layout.logs, layout.secrets):
        folder.mkdir()
    layout.ports_file.write_text("{}")
    return layout


def stack(layout: Layout, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KITH_RUN_DIR": str(layout.run_dir), "FORCE": ""} | variables
    command = [sys.executable, "-m", "stack", *arguments]
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


def reset_at_a_terminal(layout: Layout, answer: bytes) -> int:
    """Let a person answer the question; return the exit code."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"KITH_RUN_DIR": str(layout.run_dir), "FORCE": ""}
    command = [sys.executable, "-m", "stack", "reset"]
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.write(ours, answer)
        return process.wait(60)


@pytest.mark.parametrize("forced", ["", "0"])
def test_without_a_terminal_nothing_is_deleted_unless_forced(layout, forced):
    done = stack(layout, "reset", FORCE=forced)

    assert done.returncode == 1
    assert "FORCE=1 make reset" in " ".join(done.stdout.split())
    assert layout.secrets.exists()
    assert layout.ports_file.exists()


def test_force_deletes_without_a_question(layout):
    done = stack(layout, "reset", FORCE="1")

    assert done.returncode == 0
    assert list(layout.run_dir.iterdir()) == []


@pytest.mark.parametrize(("answer", "code", "remains"), [(b"yes\n", 0, False), (b"y\n", 1, True), (b"\n", 1, True)])
def test_reset_asks_for_yes(layout, answer, code, remains):
    assert reset_at_a_terminal(layout, answer) == code
    assert layout.secrets.exists() is remains


def test_the_logs_of_nginx_show_its_requests(layout):
    (layout.logs / "nginx.log").touch()
    (layout.logs / "access.log").write_text('{"path": "/api/v1/feed/"}\n')

    done = stack(layout, "logs", "nginx")

    assert '{"path": "/api/v1/feed/"}' in done.stdout
