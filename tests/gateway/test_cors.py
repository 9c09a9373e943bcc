"""Browser pages of other origins: none unless KITH_CORS_ORIGINS names them, and never with credentials."""

from collections.abc import Iterator

import httpx
import pytest

from gateway.testing import Answer, Nginx, Service
from tests.gateway.problems import assert_problem

ORIGIN = "https://app.test"
LIST = f"{ORIGIN}, http://localhost:5173"
FOREIGN = [
    "https://evil.test",
    "null",
    "http://app.test",
    "https://app.test.evil.test",
    "https://evil-app.test",
    "https://sub.app.test",
    "https://app.tes",
    "https://app.test:444",
    "https://app.test/",
    "https://app.test, http://localhost:5173",
    "|https://app.test",
    "https://evil.test https://app.test |https://app.test",
    "*",
    ".*",
]
EXPOSED = {"Link", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed", "X-Request-ID", "Kith-After"}
SENT = {
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "kith-after",
    "x-request-id",
    "accept-language",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A service behind all gateways of this module."""
    service = Service()
    yield service
    service.close()


@pytest.fixture(scope="module")
def started(tmp_path_factory, service) -> Iterator:
    """Start a gateway for a value of KITH_CORS_ORIGINS, and return a caller of it; each value has one gateway."""
    running: dict[str, tuple[Nginx, httpx.Client]] = {}

    def start(origins: str) -> httpx.Client:
        if origins not in running:
            nginx = Nginx(tmp_path_factory.mktemp("cors"), {"POSTS": service.address}, KITH_CORS_ORIGINS=origins)
            running[origins] = nginx.start(), httpx.Client(base_url=nginx.url)
        return running[origins][1]

    yield start
    for nginx, client in running.values():
        client.close()
        nginx.stop()


def ask_first(client: httpx.Client, path: str, method: str, origin: str = ORIGIN) -> httpx.Response:
    """Send a preflight."""
    headers = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "x-evil"}
    return client.request("OPTIONS", path, headers=headers)


def cors_headers(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:5173"])
def test_an_origin_of_the_list_may_read_answers(origin, started, service):
    service.reset()
    service.behaviour = lambda _: Answer(headers={"Access-Control-Allow-Credentials": "true", "Vary": "Accept"})

    response = started(LIST).get("/api/v1/posts/", headers={"Origin": origin})

    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert set(response.headers["Access-Control-Expose-Headers"].split(", ")) >= EXPOSED
    assert set(response.headers.get_list("Vary", split_commas=True)) >= {"Origin", "Accept"}
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("origin", FOREIGN)
def test_H03_other_origins_may_not(origin, started, service):
    service.reset()
    for response in (
        started(LIST).get("/api/v1/posts/", headers={"Origin": origin}),
        ask_first(started(LIST), "/api/v1/posts/", "GET", origin),
    ):
        assert cors_headers(response) == {}
        assert "Origin" in response.headers.get_list("Vary", split_commas=True)
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_H03_answers_to_requests_without_an_origin_vary_too(started):
    assert started(LIST).get("/nowhere").headers.get_list("Vary") == ["Origin"]


def test_no_origin_is_allowed_by_default(client):
    for response in (client.get("/nowhere", headers={"Origin": ORIGIN}), ask_first(client, "/api/v1/posts/", "GET")):
        assert cors_headers(response) == {}
        assert "Vary" not in response.headers


def test_an_asterisk_allows_every_origin_and_never_credentials(started):
    for response in (
        started("*").get("/nowhere", headers={"Origin": "https://any.test"}),
        ask_first(started("*"), "/api/v1/posts/", "GET"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert "Vary" not in response.headers


def test_H04_a_preflight_names_the_methods_of_the_route_and_the_headers_that_count(started, service):
    service.reset()

    response = ask_first(started(LIST), "/api/v1/posts/0199a3b2-7c1d-7000-8000-000000000001/", "DELETE")

    assert (response.status_code, response.content) == (204, b"")
    allowed = response.headers["Access-Control-Allow-Methods"].split(", ")
    assert set(allowed) == {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"}
    assert {name.lower() for name in response.headers["Access-Control-Allow-Headers"].split(", ")} == SENT
    assert response.headers["Access-Control-Max-Age"] == "7200"
    assert service.requests == []


def test_options_without_an_origin_is_no_preflight(started):
    response = started(LIST).request("OPTIONS", "/api/v1/posts/")

    assert response.status_code == 204
    assert cors_headers(response) == {}
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_errors_can_be_read_by_the_page_too(started):
    client, headers = started(LIST), {"Origin": ORIGIN}
    for response, status, code in (
        (client.get("/nowhere", headers=headers), 404, "unknown_address"),
        (client.get("/api/v1/feed/", headers=headers), 401, "token_missing"),
        (client.get("/api/v1/users/", headers=headers), 503, "unavailable"),
        (client.patch("/api/v1/posts/", headers=headers), 405, "method_not_allowed"),
    ):
        assert_problem(response, status, code)
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert set(response.headers["Access-Control-Expose-Headers"].split(", ")) >= EXPOSED


def test_a_429_can_be_read_by_the_page_too(tmp_path):
    nginx = Nginx(tmp_path, {}, KITH_CORS_ORIGINS=ORIGIN, RATE_CREDENTIALS="1r/m").start()
    try:
        with httpx.Client(base_url=nginx.url, headers={"Origin": ORIGIN}) as client:
            refused = [client.post("/api/v1/auth/login/") for _ in range(25)][-1]
    finally:
        nginx.stop()

    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN
