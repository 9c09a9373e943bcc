"""Hostile requests to every address: never a 5xx of our own, and every refusal is a problem document."""

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import httpx
import pytest

from gateway.routes import ROUTES, Route
from stack.handle import Handle
from tests.e2e.client import Person
from tests.e2e.problems import assert_problem
from tests.security.actors import SPENDING
from tests.security.hostile import BODIES, CONTENT_TYPES, HEADERS, IDS, QUERIES

BODY_METHODS = ("POST", "PUT", "PATCH")
READ = ("GET",)
CALLS = [(route, method) for route in ROUTES for method in route.methods]


def name_of(call: tuple[Route, str]) -> str:
    return f"{call[1]} {call[0].path}"


@pytest.fixture(scope="module")
def mallory(newcomer) -> Person:
    return newcomer("mallory")


@pytest.fixture
def sender(mallory: Person, newcomer, route: Route, method: str) -> Person:
    """Return somebody with a token; those whose requests may end their session need one of their own."""
    is_spent = (method, route.path.removeprefix("/api/v1/")) in SPENDING or "sessions" in route.path
    return newcomer("mallory") if is_spent else mallory


def check(response: httpx.Response, what: str) -> None:
    assert response.status_code < 500 or response.status_code == 501, f"{what}: {response.status_code} {response.text}"
    if response.status_code >= 400:
        assert_problem(response)


NAMES = ("@me", "@.", "@__proto__", "@" + "a" * 30)


TAGS = ("123", "_", "a" * 400, quote("é" * 200), "%ff%fe", "%ed%a0%80", "%c2%85")
HOSTILE = {"{id}": IDS, "{account}": (*IDS, *NAMES), "{tag}": TAGS}


def paths_of(route: Route) -> Iterator[str]:
    """Yield the path with one hostile parameter after the other; the others have the form that the route takes."""
    names = [name for name in HOSTILE if name in route.path]
    if not names:
        yield route.path
    for name in names:
        for hostile in HOSTILE[name]:
            path = route.path.replace(name, hostile)
            yield path.replace("{id}", IDS[0]).replace("{account}", IDS[0]).replace("{tag}", "x")


@pytest.mark.parametrize(("route", "method"), CALLS, ids=map(name_of, CALLS))
def test_hostile_addresses_and_headers(sender: Person, route: Route, method: str):
    for path in paths_of(route):
        for query in QUERIES if method in READ else QUERIES[:1]:
            check(sender.request(method, f"{path}?{query}"), query)
        for headers in HEADERS:
            check(sender.request(method, path, headers=headers), str(headers))


WRITES = [(route, method) for route, method in CALLS if method in BODY_METHODS]


@pytest.mark.parametrize(("route", "method"), WRITES, ids=map(name_of, WRITES))
def test_hostile_bodies(sender: Person, route: Route, method: str):
    path = next(paths_of(route))
    for name, body in BODIES.items():
        response = sender.request(method, path, content=body, headers={"Content-Type": "application/json"})
        check(response, name)
    for content_type in CONTENT_TYPES:
        body = BODIES["sql"]
        check(sender.request(method, path, content=body, headers={"Content-Type": content_type}), content_type)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_hostile_post_is_refused_or_kept_as_it_was_sent(mallory: Person, name: str):
    headers = {"Content-Type": "application/json"}

    response = mallory.request("POST", "posts/", content=BODIES[name], headers=headers)

    check(response, name)
    if response.status_code == 201:
        post = response.json()
        assert mallory.get(f"posts/{post['id']}/").json()["text"] == post["text"]


@pytest.mark.parametrize(("route", "method"), CALLS, ids=map(name_of, CALLS))
def test_a_route_asks_for_a_token_where_its_table_says_so(http, route: Route, method: str):
    path = next(paths_of(route))

    response = http.request(method, path)

    check(response, path)
    if route.access(method) == "required":
        assert_problem(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"
    else:
        assert response.status_code != 401 or "auth/" in path


@pytest.mark.parametrize(("route", "method"), CALLS, ids=map(name_of, CALLS))
@pytest.mark.parametrize("header", ["Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer", "Token  two"])
def test_a_bad_token_is_refused(http, route: Route, method: str, header: str):
    if route.access(method) == "public":
        return

    assert_problem(http.request(method, next(paths_of(route)), headers={"Authorization": header}), 401)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_methods_that_a_route_does_not_have_are_refused(mallory: Person, route: Route):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(route.methods):
        response = mallory.request(method, next(paths_of(route)))
        assert_problem(response, 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/", "/api/v1/", "/api/v1/nothing/", "/api/v2/feed/", "/internal/", "/metrics"])
def test_what_is_not_in_the_table_is_not_there(mallory: Person, path: str):
    response = mallory.get(path)

    if path != "/":
        assert_problem(response, 404, "unknown_address")


@pytest.mark.parametrize(
    "path", ["/api//v1/feed/", "/api/v1/../v1/feed/", "/api/%2e%2e/feed/", "/api/v1/feed/;x", "/api/v1/feed%2f"]
)
def test_addresses_that_could_be_read_in_two_ways_are_refused(handle: Handle, path: str):
    status, content_type = _raw_get(handle.url, path)

    assert (status, content_type.split(";")[0]) == (400, "application/problem+json")


def _raw_get(url: str, path: str) -> tuple[int, str]:
    """Send a path exactly as it is: other clients tidy it up."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"]
    finally:
        connection.close()
