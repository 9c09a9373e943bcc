"""What the agent reads from its environment: the variable ``NAME``, or the file that ``NAME_FILE`` names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment. Raises MissingSetting."""
        host, _, port = _required(environment, "WORKER_ADDRESS").rpartition(":")
        return cls(
            amqp_url=_required(environment, "AMQP_URL"),
            auth_url=_required(environment, "AUTH_URL").rstrip("/"),
            internal_secret=_required(environment, "INTERNAL_SECRET"),
            volatile_dir=Path(_required(environment, "VOLATILE_DIR")),
            health_address=(host, int(port)),
            log_level=environment.get("LOG_LEVEL", "INFO").upper(),
        )


def _required(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name):
        return value.strip()
    if path := environment.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    raise MissingSetting(f"{name} is not set")
