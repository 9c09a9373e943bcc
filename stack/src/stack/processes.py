"""The programs of the services, as the manifest describes them."""

from manifest import SERVICES, Process, Service
from stack.addresses import Addresses
from stack.environment import process_environment
from stack.identity import make_folder
from stack.program import Program
from stack.python import python


def service_programs(addresses: Addresses) -> list[Program]:
    """Return every process of every service."""
    return [_program(addresses, service, process) for service in SERVICES for process in service.processes]


def _program(addresses: Addresses, service: Service, process: Process) -> Program:
    name = service.program(process.kind)
    if process.forks:
        metrics = make_folder(addresses.layout.volatile_dir / "metrics", mode=0o755)
        make_folder(metrics / name, user=service.user)
    environment = process_environment(addresses, service, process.kind)
    return Program(name, "services", python(service.user, "-m", *process.command), environment)
