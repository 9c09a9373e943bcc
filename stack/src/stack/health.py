"""The conditions under which each part of the stack is healthy."""

from manifest import PROGRAMS, service_named
from runtime.waiting import wait_until
from stack import databases
from stack.addresses import Addresses
from stack.agent import AGENT
from stack.answering import answers, answers_with
from stack.credentials import secret
from stack.errors import StackError
from stack.supervision import Supervisor


def wait_for_broker(addresses: Addresses) -> None:
    """Wait until RabbitMQ and Redis answer."""
    for program in ("redis", "rabbitmq"):
        wait_until(lambda: is_ready(addresses, program), what=f"the start of {program}", seconds=90)  # noqa: B023


def wait_for_services(addresses: Addresses) -> None:
    """Wait until every process of every service is ready."""
    _wait_for_ready(addresses, list(PROGRAMS))


def wait_for_agent(addresses: Addresses) -> None:
    """Wait until the gateway's agent has keys and deny list."""
    _wait_for_ready(addresses, [AGENT])


def wait_for_gateway(addresses: Addresses) -> None:
    """Wait until the gateway passes on an answer of a service."""
    url = f"{addresses.gateway_url}/.well-known/jwks.json"
    wait_until(lambda: answers(url), what=f"an answer of the gateway at {url}", seconds=30)


def is_ready(addresses: Addresses, program: str) -> bool:
    """Return whether a program is ready, by its health address, or a server, by its answer to a first message."""
    if program.endswith("-database"):
        return databases.is_ready(addresses, service_named(program.removesuffix("-database")))
    match program:
        case "rabbitmq":
            return answers_with(addresses.ports[program], b"AMQP\0\0\x09\x01", b"\x01")
        case "redis":
            login = f"AUTH admin {secret(addresses.layout, 'admin-redis')}\r\n".encode()
            return answers_with(addresses.ports[program], login, b"+OK")
        case "epmd":
            return answers_with(addresses.ports[program], b"\0\x01n", addresses.ports[program].to_bytes(4))
        case "nginx":
            return answers(f"{addresses.gateway_url}/healthz")
    return answers(addresses.internal_url(program) + "/readyz")


def _wait_for_ready(addresses: Addresses, programs: list[str]) -> None:
    waiting = list(programs)

    def nobody_waits() -> bool:
        waiting[:] = [program for program in waiting if not is_ready(addresses, program)]
        return not waiting

    try:
        wait_until(nobody_waits, what="a healthy start", seconds=120)
    except TimeoutError:
        raise StackError("\n".join(_complaint(addresses, program) for program in waiting)) from None


def _complaint(addresses: Addresses, program: str) -> str:
    state = Supervisor(addresses.layout).states()[program].state.lower()
    log = addresses.layout.logs / f"{program}.log"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
    return f"{program} is not ready ({state}). The end of {log}:\n{tail}"
