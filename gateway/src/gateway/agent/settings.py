"""The agent's settings, from its environment: the variable ``NAME``, or the file that ``NAME_FILE`` names."""

import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from gateway.agent.files import make_folder, write_atomically
from runtime.env import Environment


class MissingSetting(RuntimeError):
    """A required variable is not set; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Addresses, folders and names."""

    amqp_url: str
    auth_url: str
    internal_secret: str
    volatile_dir: Path
    health_address: str
    log_level: str
    gateway_id: str
    """A name of this gateway that stays the same when it starts again; its queue is named after it."""

    @classmethod
    def of(cls, environment: MutableMapping[str, str] = os.environ) -> "Settings":
        """Read the environment. Raises MissingSetting."""
        env = Environment(environment)
        volatile_dir = Path(_required(env, "VOLATILE_DIR"))
        return cls(
            amqp_url=_required(env, "AMQP_URL"),
            auth_url=_required(env, "AUTH_URL").rstrip("/"),
            internal_secret=_required(env, "INTERNAL_SECRET"),
            volatile_dir=volatile_dir,
            health_address=_required(env, "WORKER_ADDRESS"),
            log_level=env("LOG_LEVEL", default="INFO").upper(),
            gateway_id=env("GATEWAY_ID", default="") or kept_id(volatile_dir),
        )


def _required(env: Environment, name: str) -> str:
    """Return the value of a variable. Raises MissingSetting when it is empty, too."""
    if value := env(name, default=""):
        return str(value)
    raise MissingSetting(f"{name} is not set")


def kept_id(folder: Path) -> str:
    """Return the id in a folder's file ``gateway-id``, which is made the first time. Raises OSError."""
    path = folder / "gateway-id"
    if not path.exists():
        write_atomically(make_folder(folder) / path.name, f"{uuid4().hex}\n")
    return path.read_text().strip()
