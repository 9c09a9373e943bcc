"""The broker's definitions file: vhost, users, rights, and what all services share. A wiped broker is set up from it.

Usage: python -m bus.definitions SERVICE=PASSWORD_FILE … > definitions.json
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

from bus.topology import (
    EVENTS_EXCHANGE,
    LOG_STREAM,
    PRIVATE_EXCHANGE,
    STREAM_ARGUMENTS,
    VHOST,
    events_queue,
)

SHARED_EXCHANGES = (EVENTS_EXCHANGE, PRIVATE_EXCHANGE)
PRIVATE_READERS = {"gateway": r"^accounts\.session\.", "notifications": r"^accounts\.(device|export)\."}
"""For which private types each reader may bind a queue."""


def definitions(users: Mapping[str, str]) -> dict[str, Any]:
    """Return the definitions for one broker user per service, given the services and their passwords.

    A service may publish its own types, bind and read its own queues, and nothing else. Private events may only be read
    by PRIVATE_READERS.
    """
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(service, password) for service, password in users.items()],
        "permissions": [_permission(service) for service in users],
        "topic_permissions": [right for service in users for right in _topic_permissions(service)],
        "exchanges": [_exchange(EVENTS_EXCHANGE), _exchange(PRIVATE_EXCHANGE)],
        "queues": [_stream(), *_old_queues(users)],
        "bindings": [_binding(EVENTS_EXCHANGE, "#", LOG_STREAM), *_old_bindings(users)],
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
        # To compare bindings a service reads the management API of its vhost; the tag adds no other right.
        "tags": [] if service == "gateway" else ["management"],
    }


def _permission(service: str) -> dict[str, str]:
    # The default exchange is left out: a user that may write to it may write to every queue.
    own, events, private = rf"{re.escape(events_queue(service))}(\..+)?", *map(re.escape, SHARED_EXCHANGES)
    read = [own, events, re.escape(LOG_STREAM), *([private] if service in PRIVATE_READERS else [])]
    return {
        "user": service,
        "vhost": VHOST,
        "configure": f"^{own}$",
        "write": f"^({own}|{events}|{private})$",
        "read": f"^({'|'.join(read)})$",
    }


def _topic_permissions(service: str) -> list[dict[str, str]]:
    write = rf"^{re.escape(service)}\."
    reads = {EVENTS_EXCHANGE: ".*", PRIVATE_EXCHANGE: PRIVATE_READERS.get(service, "^$")}
    return [
        {"user": service, "vhost": VHOST, "exchange": exchange, "write": write, "read": read}
        for exchange, read in reads.items()
    ]


def _exchange(name: str) -> dict[str, Any]:
    return {
        "name": name,
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


def _binding(exchange: str, routing_key: str, queue: str) -> dict[str, Any]:
    return {
        "source": exchange,
        "vhost": VHOST,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": routing_key,
        "arguments": {},
    }


# For one update: agents of the previous version share this queue, and bind it to the public exchange only. An agent of
# this version deletes it when it has no reader. Remove both functions in the next version.
def _old_queues(users: Mapping[str, str]) -> list[dict[str, Any]]:
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": 200}
    queue = {"name": "gateway.events", "vhost": VHOST, "durable": True, "auto_delete": False, "arguments": arguments}
    return [queue] if "gateway" in users else []


def _old_bindings(users: Mapping[str, str]) -> list[dict[str, Any]]:
    return [_binding(PRIVATE_EXCHANGE, "accounts.session.#", "gateway.events")] if "gateway" in users else []


def main(arguments: list[str]) -> None:
    """Print the definitions for ``service=password-file`` arguments."""
    files = dict(argument.split("=", 1) for argument in arguments)
    users = {service: Path(file).read_text().strip() for service, file in files.items()}
    json.dump(definitions(users), sys.stdout, indent=2)


if __name__ == "__main__":
    main(sys.argv[1:])
