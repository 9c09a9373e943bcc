"""The services of Kith and their processes, as ``services.toml`` lists them; uses only the standard library."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


class UnknownService(LookupError):
    """There is no service of this name."""


@dataclass(frozen=True)
class Process:
    """One kind of process, such as ``web``; ``services.toml`` explains the fields."""

    kind: str
    command: tuple[str, ...]
    address: str
    port: int
    needs: tuple[str, ...] = ()
    reload: str | None = None
    forks: bool = False


@dataclass(frozen=True)
class Service:
    """One service under its two names, with its processes; ``services.toml`` explains the fields."""

    name: str
    package: str
    processes: tuple[Process, ...]
    setup: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    issues_tokens: bool = False
    shows_content: bool = False
    keeps_media: bool = False
    makes_exports: bool = False
    checks_media: bool = False

    @property
    def takes_files(self) -> bool:
        """Whether it needs a folder for files while they arrive, and the memory to decode pictures."""
        return self.keeps_media or self.checks_media

    @property
    def user(self) -> str:
        """The user of the operating system that the service's processes run as when root starts the stack."""
        return f"kith-{self.name}"

    @property
    def variable(self) -> str:
        """The prefix of the environment variables that say where the service is: ``SOCIAL_GRAPH``."""
        return self.name.upper().replace("-", "_")

    @property
    def web(self) -> str:
        """The program that the gateway and other services call: ``social-graph-web``."""
        return self.program("web")

    @property
    def programs(self) -> tuple[str, ...]:
        """The names of its programs: ``posts-web``, ``posts-worker``."""
        return tuple(self.program(process.kind) for process in self.processes)

    def process(self, kind: str) -> Process:
        """Return its process of one kind. Raises StopIteration when it has none."""
        return next(process for process in self.processes if process.kind == kind)

    def program(self, kind: str) -> str:
        """Return the name of the program of one kind."""
        return f"{self.name}-{kind}"


def parse(text: str) -> tuple[Service, ...]:
    """Read a manifest. Raises KeyError for a process that is not described, TypeError for an unknown field."""
    table = tomllib.loads(text)
    kinds = {kind: Process(kind, **_frozen(fields)) for kind, fields in table["processes"].items()}
    return tuple(_service(fields, kinds) for fields in table["services"])


def _service(fields: dict[str, Any], kinds: dict[str, Process]) -> Service:
    named = {"package": fields["name"].replace("-", "_"), "processes": ["web", "worker"]} | fields
    processes = tuple(kinds[kind] for kind in named.pop("processes"))
    return Service(processes=processes, **_frozen(named))


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _frozen_value(value) for name, value in fields.items()}


def _frozen_value(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


SERVICES = parse(resources.files("manifest").joinpath("services.toml").read_text())
PROCESSES = tuple({process.kind: process for service in SERVICES for process in service.processes}.values())
"""Every kind of process that a service has."""
PROGRAMS = tuple(program for service in SERVICES for program in service.programs)
"""The names of the programs of all services."""
ISSUER = next(service for service in SERVICES if service.issues_tokens)
"""The service whose keys sign tokens."""
EXPORTER = next(service for service in SERVICES if service.makes_exports)
"""The service that makes archives of what accounts have in all services."""


def service_named(name: str) -> Service:
    """Return the service with this name or package. Raises UnknownService when there is none."""
    for service in SERVICES:
        if name in (service.name, service.package):
            return service
    raise UnknownService(f"There is no service {name}; there are {', '.join(s.name for s in SERVICES)}.")
