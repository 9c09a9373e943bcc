"""One nginx for all tests of the gateway, with a recording service behind every address."""

import socket
from collections.abc import Callable, Iterator

import httpx
import pytest

from gateway.testing import Nginx, Service, SigningKey
from manifest import SERVICES
from tests.gateway.problems import assert_token_refused


@pytest.fixture(scope="session")
def all_services() -> Iterator[dict[str, Service]]:
    """A recording service for each name of the route table."""
    running = {service.name: Service() for service in SERVICES}
    yield running
    for service in running.values():
        service.close()


@pytest.fixture
def services(all_services) -> dict[str, Service]:
    """The recording services, with nothing recorded."""
    for service in all_services.values():
        service.reset()
    return all_services


@pytest.fixture
def reached(services) -> Callable[[], list]:
    """Every request that got through to any service."""
    return lambda: [request for service in services.values() for request in service.requests]


@pytest.fixture(scope="session")
def gateway(tmp_path_factory, all_services) -> Iterator[Nginx]:
    """The gateway, with its limits out of the way."""
    addresses = {each.variable: all_services[each.name].address for each in SERVICES}
    nginx = Nginx(tmp_path_factory.mktemp("gateway"), addresses).start()
    yield nginx
    nginx.stop()


@pytest.fixture(scope="session")
def key(gateway) -> SigningKey:
    """The key that the gateway trusts."""
    key = SigningKey(issuer=gateway.url)
    gateway.trust(key)
    return key


@pytest.fixture
def client(gateway, services) -> Iterator[httpx.Client]:
    """A caller of the gateway. It has no TLS to check: reading the machine's certificates takes 30 ms in each test."""
    with httpx.Client(base_url=gateway.url, timeout=10, verify=False) as client:
        yield client


@pytest.fixture
def bearer(key) -> Callable[..., dict[str, str]]:
    """Headers with a good token, or one with other claims."""
    return lambda **claims: {"Authorization": f"Bearer {key.token(**claims)}"}


@pytest.fixture
def refused(client, reached) -> Callable[..., None]:
    """Check that a token is refused, on a route that needs one and on a route that does not."""

    def check(token: str, scheme: str = "Bearer ", code: str = "token_invalid") -> None:
        for path in ("/api/v1/feed/", "/api/v1/posts/"):
            assert_token_refused(client.get(path, headers={"Authorization": f"{scheme}{token}"}), code)
        assert reached() == []

    return check


@pytest.fixture
def send(gateway, services) -> Callable[[bytes], bytes]:
    """Send bytes as they are and return all that comes back until the gateway closes, or says no more for a second."""

    def exchange(data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=1) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: _receive(connection), b""))

    return exchange


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except (TimeoutError, ConnectionResetError):
        return b""
