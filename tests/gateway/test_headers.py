"""Headers between callers and services: no forged ones reach services, and no internal ones reach callers."""

import pytest

from gateway.testing import Answer
from tests.gateway.problems import SECURITY_HEADERS, assert_guarded, assert_problem, assert_token_missing

FEED = "/api/v1/feed/"
IDENTITY = [
    "X-User-Id",
    "X-Auth-User",
    "X-Role",
    "X-Session-Id",
    "Remote-User",
    "X-Account-Id",
    "X-Remote-User",
    "X-Username",
]
FORWARDING = {
    "X-Original-URL": "/internal/x",
    "X-Rewrite-URL": "/internal/x",
    "X-Forwarded-Prefix": "/internal",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Port": "1",
    "X-Public-Url": "http://evil.test",
    "X-Forwarded-Server": "evil.test",
    "X-Host": "evil.test",
    "X-HTTP-Method-Override": "DELETE",
    "X-HTTP-Method": "DELETE",
    "X-Method-Override": "DELETE",
    "X-Real-IP": "1.2.3.4",
    "Forwarded": "for=1.2.3.4",
    "True-Client-IP": "1.2.3.4",
    "CF-Connecting-IP": "1.2.3.4",
    "X-Cluster-Client-IP": "1.2.3.4",
    "Proxy": "http://evil.test",
    "Cookie": "sessionid=x",
    "X-CSRFToken": "x",
    "X-Made-Up": "x",
}
PASSED = {
    "host",
    "connection",
    "authorization",
    "x-request-id",
    "x-client-address",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-public-url",
    "accept",
    "user-agent",
}


def test_B01_identity_headers_do_not_authenticate(client, reached):
    assert_token_missing(client.get(FEED, headers=dict.fromkeys(IDENTITY, "0199aaaa-0000-7000-8000-000000000000")))
    assert reached() == []


def test_B02_B05_identity_headers_do_not_pass_with_a_token_either(client, services, bearer):
    client.get(FEED, headers=bearer() | dict.fromkeys(IDENTITY, "V"))

    names = {name.lower() for name, _ in services["posts"].requests[0].lines}
    assert names <= PASSED


def test_B03_B06_no_spelling_of_a_header_passes(send, services, key):
    spellings = "X_User_Id: V\r\nX.User.Id: V\r\nX-User_Id: V\r\nx-USER-id: V\r\nX-User-Id: V\r\nX-User-Id: V \r\n"

    answer = send(
        f"GET {FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\n{spellings}Authorization: Bearer {key.token()}\r\n\r\n".encode()
    )

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert {name.lower() for name, _ in services["posts"].requests[0].lines} <= PASSED


@pytest.mark.parametrize("line", ["X-A: b\r\n X-User-Id: V", "X-User-Id : V", " X-User-Id: V", "X-User-Id", "X\x00: V"])
def test_B03_malformed_header_lines_do_not_pass(line, send, services, key):
    answer = send(
        f"GET {FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\n{line}\r\nAuthorization: Bearer {key.token()}\r\n\r\n".encode()
    )

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 200 "))
    assert all(name.lower() in PASSED for request in services["posts"].requests for name, _ in request.lines)


def test_B03_two_authorization_headers_are_refused(send, key, reached):
    lines = f"Authorization: Bearer {key.token()}\r\n" * 2

    answer = send(f"GET {FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode())

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 401 "))
    assert reached() == []


def test_B11_B12_B13_B14_forwarding_headers_are_the_gateways_own(client, gateway, services):
    forged = FORWARDING | {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https", "X-Client-Address": "1.2.3.4"}

    client.get("/api/v1/posts/?_method=DELETE", headers=forged)

    request = services["posts"].requests[0]
    assert request.method == "GET"
    assert {name.lower() for name, _ in request.lines} <= PASSED
    assert request.header("X-Forwarded-For") == request.header("X-Client-Address") == "127.0.0.1"
    assert request.header("X-Forwarded-Proto") == "http"
    assert request.header("Host") == "127.0.0.1"
    assert request.header("X-Public-Url") == gateway.url


@pytest.mark.parametrize("host", ["evil.test", "localhost", "127.0.0.1.evil.test", "kith.test.evil", "evil.test:80"])
def test_B12_other_hosts_are_refused(host, client, reached):
    assert_problem(client.get("/api/v1/posts/", headers={"Host": host}), 421, "misdirected")
    assert reached() == []


@pytest.mark.parametrize(
    "head",
    [
        "GET http://evil.test/api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1",
        "GET /api/v1/posts/ HTTP/1.1",
        "GET /api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test",
        "GET /api/v1/posts/ HTTP/1.1\r\nHost: ",
        "GET /api/v1/posts/ HTTP/1.1\r\nHost: a/b",
        "GET /api/v1/posts/ HTTP/1.0",
    ],
)
def test_B12_missing_double_and_foreign_hosts_are_refused(head, send, reached):
    answer = send(f"{head}\r\n\r\n".encode())

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 421 "))
    assert b"evil" not in answer
    assert reached() == []


def test_B26_a_websocket_is_refused_and_upgrades_are_not_passed_on(client, send, services, bearer):
    response = client.get(FEED, headers=bearer() | {"Upgrade": "websocket", "Connection": "Upgrade"})
    assert_problem(response, 400, "malformed")

    answer = send(
        b"GET /api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert [{name.lower() for name, _ in request.lines} <= PASSED for request in services["posts"].requests] == [True]


def test_B23_services_cannot_change_the_security_headers(client, services):
    services["posts"].behaviour = lambda _: Answer(
        headers=dict.fromkeys(SECURITY_HEADERS, "unsafe") | {"Server": "gunicorn/23", "X-Powered-By": "Django"}
    )

    response = client.get("/api/v1/posts/")

    assert_guarded(response)
    assert "unsafe" not in response.headers.values()
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"


def test_an_incomplete_list_of_methods_is_not_passed_on(client, services, bearer):
    services["profiles"].behaviour = lambda _: Answer(headers={"Allow": "GET, PUT, PATCH, HEAD, OPTIONS"})

    answers = [client.request(method, "/api/v1/users/me/", headers=bearer()) for method in ("GET", "OPTIONS", "POST")]

    every_method = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
    assert [(each.status_code, each.headers.get("Allow")) for each in answers] == [
        (200, None),
        (204, every_method),
        (405, every_method),
    ]


def test_what_services_need_of_a_request_passes(client, services, bearer):
    sent = {
        "Idempotency-Key": "k-1",
        "Accept-Language": "eo",
        "Content-Type": "application/json",
        "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
        "X-Request-ID": "my-request-1",
        "User-Agent": "app/1",
        "If-None-Match": '"x"',
        "Kith-After": "1.2-3",
    }

    response = client.post("/api/v1/posts/", headers=bearer() | sent, content=b'{"text": "x"}')

    request = services["posts"].requests[0]
    assert {name: request.header(name) for name in sent} == sent
    assert request.body == b'{"text": "x"}'
    assert response.headers["X-Request-ID"] == "my-request-1"


@pytest.mark.parametrize("value", ["", "a" * 129, "with space", 'quo"te-quote', "semi;colon", "{}{}{}{}"])
def test_K07_odd_request_ids_are_replaced(value, client, services):
    response = client.get("/api/v1/posts/", headers={"X-Request-ID": value, "traceparent": value})

    request = services["posts"].requests[0]
    assert response.headers["X-Request-ID"] == request.header("X-Request-ID") != value
    assert request.header("traceparent") is None
