"""The programs that are ours: web and worker of each service, and the gateway's agent."""

import os
import sys

from stack.addresses import Addresses
from stack.credentials import secret
from stack.environment import inherited, web_environment, worker_environment
from stack.identity import make_folder
from stack.program import Program
from stack.services import GATEWAY_USER, SERVICES, Service


def service_programs(addresses: Addresses) -> list[Program]:
    """Return the web process and the worker of every service."""
    return [program for service in SERVICES for program in (_web(addresses, service), _worker(addresses, service))]


def agent_program(addresses: Addresses) -> Program:
    """Return the gateway's agent, which keeps keys and deny list in memory."""
    environment = inherited() | {
        "AMQP_URL": addresses.broker_url(GATEWAY_USER),
        "AUTH_URL": addresses.internal_url("auth-web"),
        "INTERNAL_SECRET": secret(addresses.layout, "internal"),
        "VOLATILE_DIR": str(addresses.layout.volatile_dir),
        "WORKER_ADDRESS": f"127.0.0.1:{addresses.ports['gateway-agent']}",
    }
    return Program("gateway-agent", "services", [sys.executable, "-m", "gateway.agent"], environment)


def _web(addresses: Addresses, service: Service) -> Program:
    environment = web_environment(addresses, service)
    make_folder(addresses.layout.volatile_dir / "metrics" / f"{service.name}-web")
    gunicorn = os.path.join(os.path.dirname(sys.executable), "gunicorn")
    command = [gunicorn, "-c", "python:chassis.gunicorn_conf", "chassis.wsgi:application"]
    return Program(f"{service.name}-web", "services", command, environment)


def _worker(addresses: Addresses, service: Service) -> Program:
    command = [sys.executable, "-m", "django", "worker"]
    return Program(f"{service.name}-worker", "services", command, worker_environment(addresses, service))
