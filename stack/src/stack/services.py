"""The services that the stack runs."""

from dataclasses import dataclass

from stack.errors import StackError


@dataclass(frozen=True)
class Service:
    """One service under its two names."""

    name: str
    """The folder under services/ and the name of its programs: ``social-graph``."""
    package: str
    """The Python package, database, and user of the database, the broker and Redis: ``social_graph``."""

    @property
    def user(self) -> str:
        """The user of the operating system that the service's processes run as when root starts the stack."""
        return f"kith-{self.name}"

    @property
    def variable(self) -> str:
        """The prefix of the environment variables that tell others about the service: ``SOCIAL_GRAPH``."""
        return self.name.upper().replace("-", "_")


SERVICES = (
    Service("auth", "accounts"),
    Service("profiles", "profiles"),
    Service("social-graph", "social_graph"),
    Service("posts", "posts"),
    Service("notifications", "notifications"),
)

GATEWAY_USER = "gateway"
"""The broker's user for the gateway's agent."""
AGENT_USER = "kith-gateway"
"""The agent's user of the operating system."""


def service_named(name: str) -> Service:
    """Return the service with this folder or package name. Raises StackError when there is none."""
    for service in SERVICES:
        if name in (service.name, service.package):
            return service
    raise StackError(f"There is no service {name}; there are {', '.join(s.name for s in SERVICES)}.")
