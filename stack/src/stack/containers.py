"""The secrets of docker-compose.yml: generated once, in one folder for each container that reads them.

Usage: python -m stack.containers FOLDER
"""

import json
import os
import secrets
import sys
from pathlib import Path

from bus.definitions import definitions
from manifest import SERVICES, Service
from stack.agent import GATEWAY_USER
from stack.servers.redis import users_file

SERVICE_UID = 10001
"""The user of our images; the official ones have users of their own, so their files are readable within the folder."""


def write_secrets(folder: Path) -> None:
    """Write every secret that is missing; existing ones are kept, so that they still fit the data."""
    internal_secret = _made(folder / "common" / "internal_secret")
    for service in SERVICES:
        _write_service(folder, service, internal_secret)
    brokers = {user: _password(folder, user, "broker") for user in [*(s.package for s in SERVICES), GATEWAY_USER]}
    _write(folder / "rabbitmq" / "definitions.json", json.dumps(definitions(brokers)), mode=0o444)
    redis = {service.package: _password(folder, service.package, "redis") for service in SERVICES}
    _write(folder / "redis" / "users.acl", users_file(redis, admin=_password(folder, "admin", "redis")), mode=0o444)
    gateway = {"amqp_url": _broker_url(folder, GATEWAY_USER), "internal_secret": internal_secret}
    _write_all(folder / "gateway", gateway)
    _write_all(folder / "nginx", {"export_secret": _made(folder / "common" / "export_secret")})


def _write_service(folder: Path, service: Service, internal_secret: str) -> None:
    name, role_password = service.package, _password(folder, service.package, "database")
    own = {
        "database_url": f"postgres://{name}:{role_password}@{service.name}-database:5432/{name}",
        "amqp_url": _broker_url(folder, name),
        "redis_url": f"redis://{name}:{_password(folder, name, 'redis')}@redis:6379/0",
        "secret_key": _password(folder, name, "secret-key"),
        "internal_secret": internal_secret,
        **{name.lower(): _made(folder / "common" / name.lower()) for name in service.secrets},
    }
    _write_all(folder / service.name, own)
    cluster = {"superuser_password": _password(folder, name, "superuser"), "role_password": role_password}
    for file, value in cluster.items():
        _write(folder / f"{service.name}-database" / file, value, mode=0o444)


def _broker_url(folder: Path, user: str) -> str:
    return f"amqp://{user}:{_password(folder, user, 'broker')}@rabbitmq:5672/kith"


def _password(folder: Path, user: str, purpose: str) -> str:
    return _made(folder / "common" / f"{user}-{purpose}")


def _made(path: Path) -> str:
    """Return the secret in a file that no container reads; the first call creates it."""
    if not path.exists():
        _write(path, secrets.token_urlsafe(32), mode=0o400)
    return path.read_text()


def _write_all(folder: Path, files: dict[str, str]) -> None:
    for name, value in files.items():
        _write(folder / name, value, mode=0o400, owner=SERVICE_UID)


def _write(path: Path, value: str, *, mode: int, owner: int = 0) -> None:
    """Replace a file as a whole: a reader sees the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(value)
    draft.chmod(mode)
    os.chown(draft, owner, owner)
    draft.rename(path)


if __name__ == "__main__":
    write_secrets(Path(sys.argv[1]))
