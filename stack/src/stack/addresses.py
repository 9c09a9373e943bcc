"""Where a service finds its database, broker and Redis, and as whom it logs in."""

import json
import os
from dataclasses import dataclass

from manifest import Service
from stack.credentials import secret
from stack.layout import Layout

LOOPBACK = "127.0.0.1"
SUPERUSER = "kith_admin"


@dataclass(frozen=True)
class Addresses:
    """Addresses with passwords for one layout and its ports."""

    layout: Layout
    ports: dict[str, int]

    @property
    def public_url(self) -> str:
        """The one URL that clients use; PUBLIC_URL overrides it when a proxy is in front of the gateway."""
        return os.environ.get("PUBLIC_URL") or self.gateway_url

    @property
    def gateway_url(self) -> str:
        """The URL of the gateway on this machine: https where it has a certificate."""
        return f"http{'s' if os.environ.get('KITH_TLS_CERTIFICATE') else ''}://{LOOPBACK}:{self.ports['public']}"

    def internal_url(self, program: str) -> str:
        """Return the base URL of a program such as ``posts-web``."""
        return f"http://{LOOPBACK}:{self.ports[program]}"

    def database_url(self, service: Service) -> str:
        """Return the URL of a service's database, as the service logs in."""
        password = secret(self.layout, f"{service.package}-database")
        place = self._place(service.package, "database", f"{service.name}-database")
        return f"postgres://{service.package}:{password}@{place}/{service.package}"

    def admin_database_url(self, service: Service, database: str = "postgres") -> str:
        """Return the URL of a service's cluster for its superuser."""
        port = self.ports[f"{service.name}-database"]
        return f"postgres://{SUPERUSER}:{secret(self.layout, 'postgres')}@{LOOPBACK}:{port}/{database}"

    def broker_url(self, user: str) -> str:
        """Return the URL of the broker for a user: a service's package, or ``gateway``."""
        place = self._place(user, "broker", "rabbitmq")
        return f"amqp://{user}:{secret(self.layout, f'{user}-broker')}@{place}/kith"

    def redis_url(self, user: str) -> str:
        """Return the URL of Redis for a user: a service's package, or ``admin``, who has all rights."""
        place = self._place(user, "redis", "redis")
        return f"redis://{user}:{secret(self.layout, f'{user}-redis')}@{place}/0"

    def _place(self, user: str, role: str, port_name: str) -> str:
        """Return host:port, unless KITH_OVERRIDES has another address: {"posts": {"database": "host:port"}}."""
        overrides = json.loads(os.environ.get("KITH_OVERRIDES") or "{}")
        place: str = overrides.get(user, {}).get(role) or f"{LOOPBACK}:{self.ports[port_name]}"
        return place
