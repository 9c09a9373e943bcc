"""The broker's definitions file: vhost, users, rights, and what all services share; a wiped broker comes back complete.

Usage: python -m chassis.bus.definitions SERVICE=PASSWORD_FILE … > definitions.json
"""

import base64
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chassis.bus.topology import EVENTS_EXCHANGE, LOG_STREAM, STREAM_ARGUMENTS, VHOST, events_queue


def definitions(users: Mapping[str, str]) -> dict[str, Any]:
    """Return the definitions for one broker user per service, given the services and their passwords.

    A service may publish its own types, bind and read its own queues, and nothing else.
    """
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(service, password) for service, password in users.items()],
        "permissions": [_permission(service) for service in users],
        "topic_permissions": [_topic_permission(service) for service in users],
        "exchanges": [_exchange()],
        "queues": [_stream()],
        "bindings": [_binding()],
        "parameters": [],
        "policies": [],
    }


def password_hash(password: str, salt: bytes) -> str:
    """Return a password as RabbitMQ stores it: base64 of four bytes of salt and SHA-256 of salt and password.

    Source: rabbitmq.com/docs/passwords.
    """
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _user(service: str, password: str) -> dict[str, Any]:
    return {
        "name": service,
        "password_hash": password_hash(password, os.urandom(4)),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
    }


def _permission(service: str) -> dict[str, str]:
    # The default exchange is left out: who may write to it may write to every queue.
    own, shared = rf"{re.escape(events_queue(service))}(\..+)?", re.escape(EVENTS_EXCHANGE)
    both = f"^({own}|{shared})$"
    return {"user": service, "vhost": VHOST, "configure": f"^{own}$", "write": both, "read": both}


def _topic_permission(service: str) -> dict[str, str]:
    return {
        "user": service,
        "vhost": VHOST,
        "exchange": EVENTS_EXCHANGE,
        "write": rf"^{re.escape(service)}\.",
        "read": ".*",
    }


def _exchange() -> dict[str, Any]:
    return {
        "name": EVENTS_EXCHANGE,
        "vhost": VHOST,
        "type": "topic",
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _stream() -> dict[str, Any]:
    return {
        "name": LOG_STREAM,
        "vhost": VHOST,
        "durable": True,
        "auto_delete": False,
        "arguments": STREAM_ARGUMENTS,
    }


def _binding() -> dict[str, Any]:
    return {
        "source": EVENTS_EXCHANGE,
        "vhost": VHOST,
        "destination": LOG_STREAM,
        "destination_type": "queue",
        "routing_key": "#",
        "arguments": {},
    }


def main(arguments: list[str]) -> None:
    """Print the definitions for ``service=password-file`` arguments."""
    files = dict(argument.split("=", 1) for argument in arguments)
    users = {service: Path(file).read_text().strip() for service, file in files.items()}
    json.dump(definitions(users), sys.stdout, indent=2)


if __name__ == "__main__":
    main(sys.argv[1:])
