"""The gateway's agent as a program of the stack."""

from manifest import ISSUER
from stack.addresses import Addresses
from stack.credentials import secret
from stack.environment import inherited
from stack.identity import make_folder
from stack.program import Program
from stack.python import python

AGENT = "gateway-agent"
GATEWAY_USER = "gateway"
"""The broker's user for the gateway's agent."""
AGENT_USER = "kith-gateway"
"""The agent's user of the operating system."""


def agent_program(addresses: Addresses) -> Program:
    """Return the gateway's agent, which keeps keys and deny list in memory."""
    environment = inherited() | {
        "AMQP_URL": addresses.broker_url(GATEWAY_USER),
        "AUTH_URL": addresses.internal_url(ISSUER.web),
        "INTERNAL_SECRET": secret(addresses.layout, "internal"),
        "VOLATILE_DIR": str(addresses.layout.volatile_dir),
        "GATEWAY_ID": addresses.layout.digest,
        "WORKER_ADDRESS": f"127.0.0.1:{addresses.ports[AGENT]}",
    }
    for name in ("deny", "keys"):
        make_folder(addresses.layout.volatile_dir / name, user=AGENT_USER, mode=0o755)
    return Program(AGENT, "services", python(AGENT_USER, "-m", "gateway.agent"), environment)
