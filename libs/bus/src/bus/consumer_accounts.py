"""Broker accounts of consumers outside of the services: they may read the log, and nothing else."""

import os
import re
from typing import Any

from bus.definitions import password_hash
from bus.topology import EVENTS_EXCHANGE, LOG_STREAM, PRIVATE_EXCHANGE, VHOST

PREFIX = "consumer-"
"""Prevents accounts with the name of a service."""
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
NOTHING = "^$"
RIGHTS = {"configure": NOTHING, "write": NOTHING, "read": f"^{re.escape(LOG_STREAM)}$"}
TOPIC_RIGHTS = {EVENTS_EXCHANGE: NOTHING, PRIVATE_EXCHANGE: NOTHING}
LIMITS = {"max-connections": 10, "max-channels": 50}
"""Limits consumers that reconnect too fast, so that connections are left for the services."""


def account_of(name: str) -> str:
    """Return the broker's user for a consumer. Raises ValueError for a name that is not of the form NAME."""
    if not NAME.fullmatch(name):
        raise ValueError("A name begins with a letter and has up to 40 of a to z, 0 to 9 and hyphen.")
    return PREFIX + name


def definitions_of(name: str, password: str) -> dict[str, Any]:
    """Return what ``rabbitmqctl import_definitions`` needs to create the account, with a hash of the password."""
    account = {"user": account_of(name), "vhost": VHOST}
    user = {
        "name": account_of(name),
        "password_hash": password_hash(password, os.urandom(4)),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
        "limits": LIMITS,
    }
    topics = [
        {**account, "exchange": exchange, "write": right, "read": right} for exchange, right in TOPIC_RIGHTS.items()
    ]
    return {"users": [user], "permissions": [{**account, **RIGHTS}], "topic_permissions": topics}
