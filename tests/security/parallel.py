"""Fifty callers at once, each from an address of its own, over a connection that is open already."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier
from typing import TypeVar

import httpx

from tests.security.answers import check_hook

AT_ONCE = 50
Act = Callable[[httpx.Client, int], httpx.Response]
T = TypeVar("T")


class ParallelClients:
    """The callers; every answer that they get is checked against the global rule."""

    def __init__(self, clients: list[httpx.Client], pool: ThreadPoolExecutor) -> None:
        self._clients, self._pool = clients, pool

    def at_once(self, act: Act) -> list[httpx.Response]:
        """Let all callers send a request at the same moment; ``act`` gets the connection and a number from 0 on."""
        answers, _ = self.meanwhile(act, lambda _: None)
        return answers

    def meanwhile(self, act: Act, beside: Callable[[Callable[[], bool]], T]) -> tuple[list[httpx.Response], T]:
        """Let everybody do something, call ``beside`` while they do, and return the answers and what it returned.

        Its argument tells whether all are answered.
        """
        start = Barrier(len(self._clients))

        def one(number: int) -> httpx.Response:
            start.wait()
            return act(self._clients[number], number)

        asked = [self._pool.submit(one, number) for number in range(len(self._clients))]
        returned = beside(lambda: all(each.done() for each in asked))
        return [each.result() for each in asked], returned


@contextmanager
def gathered(url: str) -> Iterator[ParallelClients]:
    """Open the connections, and close them at the end."""
    with ExitStack() as open_ones, ThreadPoolExecutor(AT_ONCE) as pool:
        clients = [open_ones.enter_context(_client(url, number)) for number in range(AT_ONCE)]
        list(pool.map(lambda client: client.get("/.well-known/jwks.json"), clients))
        yield ParallelClients(clients, pool)


def _client(url: str, number: int) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=f"127.9.9.{number + 1}", verify=False)
    return httpx.Client(base_url=url, timeout=30, transport=transport, event_hooks={"response": [check_hook]})
