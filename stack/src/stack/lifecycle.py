"""Starts and stops a stack, step by step."""

import shutil
import subprocess
from dataclasses import dataclass

from manifest import EXPORTER, ISSUER, PROGRAMS, SERVICES
from runtime.waiting import wait_until
from stack import databases
from stack.addresses import Addresses
from stack.agent import AGENT_USER, agent_program
from stack.console import console, step
from stack.errors import StackError
from stack.health import wait_for_agent, wait_for_broker, wait_for_gateway, wait_for_services
from stack.identity import make_folder
from stack.layout import Layout
from stack.leftovers import end_leftovers
from stack.packages import ensure_packages
from stack.ports import choose_ports
from stack.processes import service_programs
from stack.program import Program, extra_environment_file
from stack.python import prepare_python
from stack.servers import nginx, postgres, rabbitmq, redis
from stack.supervision import Supervisor, start_supervisor, write_configuration


@dataclass
class RunningStack:
    """A stack that this process has started."""

    addresses: Addresses
    supervisor: subprocess.Popen[bytes]


def prepare(layout: Layout) -> Addresses:
    """Find the servers, choose ports, write every configuration; start nothing."""
    with step("servers are installed"):
        ensure_packages()
        prepare_python([*(service.user for service in SERVICES), AGENT_USER])
    with step("private instances are prepared"):
        end_leftovers(layout)
        _make_folders(layout)
        addresses = Addresses(layout, choose_ports(layout))
        postgres.prepare(layout, addresses.ports)
        redis.prepare(layout, addresses.ports)
        rabbitmq.prepare(layout, addresses.ports)
        nginx.prepare(addresses)
        write_configuration(layout, all_programs(addresses))
    return addresses


def all_programs(addresses: Addresses) -> list[Program]:
    """Return every program of the stack."""
    layout, ports = addresses.layout, addresses.ports
    clusters = [postgres.program(layout, service) for service in SERVICES]
    servers = [*rabbitmq.programs(layout, ports), redis.program(layout), *clusters]
    return [*servers, *service_programs(addresses), agent_program(addresses), nginx.program(layout)]


def start(running: RunningStack) -> None:
    """Start the programs in order and return when all are healthy. Raises StackError when one is not in time."""
    addresses = running.addresses
    supervisor = Supervisor(addresses.layout)
    wait_until(lambda: _is_up(running, supervisor), what="the start of the supervisor", seconds=15)
    supervisor.start_group("mapper")
    supervisor.start_group("servers")
    with step("databases are up to date"):
        databases.prepare_databases(addresses)
    with step("broker and Redis are up"):
        wait_for_broker(addresses)
    supervisor.start_group("services")
    with step("services are healthy"):
        wait_for_services(addresses)
    with step("gateway is healthy"):
        wait_for_agent(addresses)
        supervisor.start_group("gateway")
        wait_for_gateway(addresses)


def launch(addresses: Addresses) -> RunningStack:
    """Start the supervisor without any program."""
    return RunningStack(addresses, start_supervisor(addresses.layout))


def stop(running: RunningStack) -> None:
    """Stop every program in order, so that no process remains."""
    running.supervisor.terminate()
    try:
        running.supervisor.wait(timeout=60)
    except subprocess.TimeoutExpired:
        running.supervisor.kill()
    count = end_leftovers(running.addresses.layout)
    if count:
        console.print(f"  [yellow]{count} processes had to be killed[/]")
    shutil.rmtree(running.addresses.layout.volatile_dir, ignore_errors=True)


def _is_up(running: RunningStack, supervisor: Supervisor) -> bool:
    if running.supervisor.poll() is not None:
        said = (running.addresses.layout.logs / "supervisor.out").read_text().strip()
        raise StackError(f"The supervisor ended: {said}")
    return supervisor.is_up()


def _make_folders(layout: Layout) -> None:
    make_folder(layout.logs, mode=0o755)
    make_folder(layout.mail, user=ISSUER.user)
    shutil.rmtree(layout.volatile_dir, ignore_errors=True)
    make_folder(layout.volatile_dir, mode=0o755)
    shutil.rmtree(layout.uploads, ignore_errors=True)
    for folder in (layout.media, layout.uploads):
        make_folder(folder, mode=0o755)
    make_folder(layout.exports, user=EXPORTER.user, mode=0o711)
    for service in SERVICES:
        if service.keeps_media:
            make_folder(layout.media / service.package, user=service.user, mode=0o755)
        if service.takes_files:
            make_folder(layout.uploads / service.name, user=service.user)
    for program in PROGRAMS:
        extra_environment_file(layout, program).unlink(missing_ok=True)
