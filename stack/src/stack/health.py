"""When each part of the stack counts as healthy."""

from stack.addresses import Addresses
from stack.credentials import secret
from stack.errors import StackError
from stack.services import SERVICES
from stack.supervision import Supervisor
from stack.waiting import answers, says, wait_until


def wait_for_broker(addresses: Addresses) -> None:
    """Wait until RabbitMQ and Redis talk."""
    login = f"AUTH admin {secret(addresses.layout, 'admin-redis')}\r\n".encode()
    wait_until(lambda: says(addresses.ports["redis"], login, b"+OK"), what="the start of Redis", seconds=30)
    port = addresses.ports["rabbitmq"]
    wait_until(lambda: says(port, b"AMQP\0\0\x09\x01", b"\x01"), what="the start of RabbitMQ", seconds=90)


def wait_for_services(addresses: Addresses) -> None:
    """Wait until every web process and worker is ready."""
    waiting = [f"{service.name}-{kind}" for service in SERVICES for kind in ("web", "worker")]
    _wait_for_ready(addresses, waiting)


def wait_for_agent(addresses: Addresses) -> None:
    """Wait until the gateway's agent has keys and deny list."""
    _wait_for_ready(addresses, ["gateway-agent"])


def wait_for_gateway(addresses: Addresses) -> None:
    """Wait until the gateway answers with something that passed through a service."""
    url = f"http://127.0.0.1:{addresses.ports['public']}/.well-known/jwks.json"
    wait_until(lambda: answers(url), what=f"an answer of the gateway at {url}", seconds=30)


def is_ready(addresses: Addresses, program: str) -> bool:
    """Tell whether a program of ours says that it is ready."""
    return answers(addresses.internal_url(program) + "/readyz")


def _wait_for_ready(addresses: Addresses, programs: list[str]) -> None:
    waiting = list(programs)

    def nobody_waits() -> bool:
        waiting[:] = [program for program in waiting if not is_ready(addresses, program)]
        return not waiting

    try:
        wait_until(nobody_waits, what="a healthy start", seconds=60)
    except StackError:
        raise StackError("\n".join(_complaint(addresses, program) for program in waiting)) from None


def _complaint(addresses: Addresses, program: str) -> str:
    state = Supervisor(addresses.layout).states()[program].state.lower()
    log = addresses.layout.logs / f"{program}.log"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
    return f"{program} is not ready ({state}). The end of {log}:\n{tail}"
