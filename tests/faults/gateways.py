"""A second gateway before the services of the tested stack: nginx and agent, with a tmpfs of their own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.testing import Agent, Nginx
from manifest import SERVICES
from stack.credentials import secret
from stack.handle import Handle


class SecondGateway:
    """A second URL of a running stack; ``url`` is where it listens."""

    def __init__(self, stack: Handle, folder: Path) -> None:
        """Start no process yet."""
        folder.mkdir(parents=True, exist_ok=True)
        addresses = {s.variable: stack.internal_url(s.web).removeprefix("http://") for s in SERVICES}
        public_url = stack.addresses.public_url
        self.nginx = Nginx(folder, addresses, PUBLIC_URL=public_url, JWT_ISSUER=public_url)
        self.agent = Agent(
            self.nginx.volatile,
            amqp_url=stack.broker_url("gateway"),
            auth_url=stack.internal_url("auth-web"),
            gateway_id=f"second-{os.getpid()}",
        )
        self.agent.environment["INTERNAL_SECRET"] = secret(stack.layout, "internal")
        self.url = self.nginx.url

    def start(self) -> None:
        """Start the agent, and nginx when the agent has read the list, as the stack does."""
        self.agent.start().ready().connected()
        self.nginx.start()

    def kill(self) -> None:
        """Kill both; the files on their tmpfs stay."""
        self.nginx.stop(how=signal.SIGKILL)
        self.agent.stop(signal.SIGKILL)

    def close(self) -> None:
        """Stop both."""
        self.agent.stop()
        self.nginx.stop()


@contextmanager
def second_gateway(stack: Handle, folder: Path) -> Iterator[SecondGateway]:
    """Run a second gateway while the block runs."""
    gateway = SecondGateway(stack, folder)
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.close()
