"""The programs that are ours: web and worker of each service, and the gateway's agent."""

from stack.addresses import Addresses
from stack.credentials import secret
from stack.environment import inherited, web_environment, worker_environment
from stack.identity import make_folder
from stack.program import Program
from stack.python import python
from stack.services import AGENT_USER, GATEWAY_USER, SERVICES, Service


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
        "GATEWAY_ID": addresses.layout.digest,
        "WORKER_ADDRESS": f"127.0.0.1:{addresses.ports['gateway-agent']}",
    }
    for name in ("deny", "keys"):
        make_folder(addresses.layout.volatile_dir / name, user=AGENT_USER, mode=0o755)
    return Program("gateway-agent", "services", python(AGENT_USER, "-m", "gateway.agent"), environment)


def _web(addresses: Addresses, service: Service) -> Program:
    environment = web_environment(addresses, service)
    metrics = make_folder(addresses.layout.volatile_dir / "metrics", mode=0o755)
    make_folder(metrics / f"{service.name}-web", user=service.user)
    command = python(
        service.user, "-m", "gunicorn", "-c", "python:chassis.running.gunicorn_conf", "chassis.running.wsgi:application"
    )
    return Program(f"{service.name}-web", "services", command, environment)


def _worker(addresses: Addresses, service: Service) -> Program:
    command = python(service.user, "-m", "django", "worker")
    return Program(f"{service.name}-worker", "services", command, worker_environment(addresses, service))
