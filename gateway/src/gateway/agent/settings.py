"""What the agent reads from its environment: the variable ``NAME``, or the file that ``NAME_FILE`` names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from gateway.agent.files import make_folder, write_atomically


class MissingSetting(RuntimeError):
    """A required variable is not set; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Where everything is."""

    amqp_url: str
    auth_url: str
    internal_secret: str
    volatile_dir: Path
    health_address: tuple[str, int]
    log_level: str
    gateway_id: str
    """A name of this gateway that stays the same when it starts again; its queue is named after it."""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment. Raises MissingSetting."""
        host, _, port = _required(environment, "WORKER_ADDRESS").rpartition(":")
        volatile_dir = Path(_required(environment, "VOLATILE_DIR"))
        return cls(
            amqp_url=_required(environment, "AMQP_URL"),
            auth_url=_required(environment, "AUTH_URL").rstrip("/"),
            internal_secret=_required(environment, "INTERNAL_SECRET"),
            volatile_dir=volatile_dir,
            health_address=(host, int(port)),
            log_level=environment.get("LOG_LEVEL", "INFO").upper(),
            gateway_id=environment.get("GATEWAY_ID") or kept_id(volatile_dir),
        )


def _required(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name):
        return value.strip()
    if path := environment.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    raise MissingSetting(f"{name} is not set")


def kept_id(folder: Path) -> str:
    """Return the id in a folder's file ``gateway-id``, which is made the first time. Raises OSError."""
    path = folder / "gateway-id"
    if not path.exists():
        write_atomically(make_folder(folder) / path.name, f"{uuid4().hex}\n")
    return path.read_text().strip()
