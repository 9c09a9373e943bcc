"""A real SMTP server in the test's process, and what it got."""

import asyncio
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from runtime.ports import free_port

TOKEN = re.compile(r"/[a-z/]+/#token=([\w-]+={0,2})")


@dataclass
class Received:
    """One mail: to whom it was sent, and what it holds."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self.message["Subject"]

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def token(self) -> str:
        found = TOKEN.search(self.text)
        assert found, self.text
        return found[1]


@dataclass
class MailServer:
    """Keeps what it gets; ``answers`` maps a recipient to what it is answered instead of OK.

    ``slowness`` is for how many seconds the server thinks about a text before it answers; with ``is_mute`` it takes the
    text and closes the connection without an answer.
    """

    port: int
    mails: list[Received] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    slowness: float = 0.0
    is_mute: bool = False
    work: Callable[[], int] = int

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails += [Received(to, message) for to in envelope.rcpt_tos]
        await asyncio.sleep(self.slowness)
        if self.is_mute:
            session.loop.call_soon(server.transport.abort)
            await asyncio.sleep(60)
        return "250 OK"

    def sent(self) -> list[Received]:
        """Let the worker send what is due; return what came since the last call, sorted by recipient."""
        self.work()
        taken, self.mails = self.mails, []
        return sorted(taken, key=lambda each: each.to)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a server until the end of the block."""
    handler = MailServer(free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
