"""Fixtures of the posts tests."""

import socket
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

FEED = "/api/v1/feed/"


@pytest.fixture(autouse=True)
def _trust_redis() -> None:
    """Clear the fault that Redis had in another test."""
    from posts.timelines.connection import breaker

    breaker.reset()


@pytest.fixture
def feed(api) -> Callable[..., list[str]]:
    """Return a function that lists the texts of the first page of somebody's feed."""

    def read(reader: UUID, limit: int = 20) -> list[str]:
        response = api(reader).get(FEED, {"limit": limit})
        assert response.status_code == 200, response.content
        return [post["text"] for post in response.json()["results"]]

    return read


@pytest.fixture
def all_pages(api) -> Callable[..., list[dict]]:
    """Return a function that follows ``next`` to the end of a list and returns all results."""

    def read(reader: UUID | None, address: str, limit: int = 3) -> list[dict]:
        client, found, link = api(reader), [], f"{address}?limit={limit}"
        while link:
            page = client.get(link.removeprefix("https://kith.test")).json()
            found += page["results"]
            link = page["next"]
        return found

    return read


@pytest.fixture
def redis_down(settings) -> Iterator[Callable[[], None]]:
    """Return a function that gives the timelines an address where no Redis listens."""
    yield from _redirected(settings, "redis://127.0.0.1:9/0")


@pytest.fixture
def redis_silent(settings) -> Iterator[Callable[[], None]]:
    """Return a function that makes Redis accept connections and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield from _redirected(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")


def _redirected(settings, url: str) -> Iterator[Callable[[], None]]:
    from posts.timelines import connection

    def drop_connections() -> None:
        connection.client.cache_clear()
        connection._loaded.cache_clear()

    def redirect() -> None:
        settings.REDIS_URL = url
        drop_connections()

    yield redirect
    drop_connections()


@pytest.fixture
def redis_back(settings) -> Callable[[], None]:
    """Return a function that undoes ``redis_down`` or ``redis_silent``."""
    from posts.timelines import connection

    url = settings.REDIS_URL

    def bring_back() -> None:
        settings.REDIS_URL = url
        connection.client.cache_clear()
        connection._loaded.cache_clear()
        connection.breaker.reset()

    return bring_back
