"""A compose project of our own, beside one that may run."""

import json
import os
import shutil
import signal
import subprocess
from typing import Any

from stack.layout import CHECKOUT

PORT = 18080
VARIABLES = {"KITH_PORT": str(PORT), "KITH_SUBNET": "10.203.99", "LIMIT_SCALE": "1000"}
URL = f"http://127.0.0.1:{PORT}"
HEALTHY_SECONDS = 180


def has_engine() -> bool:
    """Return whether a Docker engine with compose answers."""
    if not shutil.which("docker"):
        return False
    try:
        compose("ps")
    except subprocess.CalledProcessError:
        return False
    return True


def compose(*arguments: str) -> str:
    """Run docker compose on the project and return its output. Raises CalledProcessError when it fails."""
    command = ["docker", "compose", "--project-name", "kith-check", *arguments]
    return _output(*command)


def start() -> None:
    """Start everything and wait until it is healthy. Raises CalledProcessError when it is not in HEALTHY_SECONDS."""
    compose("up", "--detach", "--wait", "--wait-timeout", str(HEALTHY_SECONDS))


def running() -> list[str]:
    """Return the names of the containers that run."""
    return sorted(compose("ps", "--services").split())


def kill(service: str) -> None:
    """Kill the first process of a container, as the kernel would: an engine that is asked would not start it again."""
    os.kill(_state(service)["Pid"], signal.SIGKILL)


def is_healthy(service: str) -> bool:
    """Return whether a container runs and is healthy."""
    return bool(_state(service)["Health"]["Status"] == "healthy")


def _state(service: str) -> dict[str, Any]:
    container = compose("ps", "--all", "--quiet", service).strip()
    state: dict[str, Any] = json.loads(_output("docker", "inspect", "--format", "{{json .State}}", container))
    return state


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=CHECKOUT, env=os.environ | VARIABLES, text=True, capture_output=True, check=True)
    return done.stdout
