"""The access log: one JSON object to the line, whatever a caller sends, and no secrets or personal data."""

import json

import pytest

from runtime.waiting import wait_until


def lines_after(gateway, count: int, request_id: str) -> list[dict[str, object]]:
    """Return the new lines of the log when the one with this request id has been written."""
    wait_until(lambda: any(line["request_id"] == request_id for line in gateway.logged()[count:]))
    return gateway.logged()[count:]


def test_K07_whatever_is_sent_is_one_line(gateway, send):
    count = len(gateway.logged())

    send(b'GET /x%0a%0d%1b[31m"\\ HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: a\x1b[31m"\\\xff\xfe{}\r\n\r\n')
    send(b'GET /"},{"a":"b HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-ID: log-test-1\r\n\r\n')

    for line in lines_after(gateway, count, "log-test-1"):
        assert line["logger"] == "gateway"
    raw = gateway.log.read_bytes().splitlines()[count:]
    assert all(byte >= 0x20 for line in raw for byte in line)
    assert all(json.loads(line)["status"] in (400, 404) for line in raw)


def test_K06_tokens_queries_bodies_and_cookies_are_not_logged(gateway, client, key):
    token, count = key.token(), len(gateway.logged())
    headers = {
        "Authorization": f"Bearer {token}",
        "Cookie": "c=CANARY",
        "X-Request-ID": "log-test-2",
        "Referer": "/CANARY",
    }

    client.post("/api/v1/posts/?q=CANARY", headers=headers, json={"text": "CANARY"})
    client.get("/api/v1/posts//?q=CANARY", headers=headers)
    client.get("/api/v1/nowhere/?q=CANARY", headers=headers)

    lines_after(gateway, count, "log-test-2")
    text = gateway.log.read_text() + gateway.errors()
    assert "CANARY" not in text
    assert token not in text
    assert token.rpartition(".")[2] not in text


@pytest.mark.parametrize("name", ["@canary", "%40canary", "@canary.x_1", "@@canary"])
def test_usernames_in_paths_are_not_logged(name, gateway, client):
    count = len(gateway.logged())

    client.get(f"/api/v1/users/{name}/posts/?q=x", headers={"X-Request-ID": f"log-name-{len(name)}"})

    line = lines_after(gateway, count, f"log-name-{len(name)}")[-1]
    assert line["path"] == "/api/v1/users/@-/posts/"


def test_a_line_says_what_happened(gateway, client):
    count = len(gateway.logged())

    client.put("/api/v1/users/me/?a=b", headers={"X-Request-ID": "log-test-3", "User-Agent": "app/1"})

    line = lines_after(gateway, count, "log-test-3")[-1]
    expected = {
        "address": "127.0.0.1",
        "method": "PUT",
        "path": "/api/v1/users/me/",
        "status": 401,
        "service": "profiles",
        "upstream_status": "",
        "program": "app/1",
    }
    assert {name: line[name] for name in expected} == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_log_line_has_the_address_of_the_server_and_the_answer_does_not(method, gateway, client, services, bearer):
    count, request_id = len(gateway.logged()), f"log-server-{method}"

    response = client.request(method, "/api/v1/posts/", headers=bearer() | {"X-Request-ID": request_id})

    line = lines_after(gateway, count, request_id)[-1]
    assert (line["upstream"], line["upstream_status"]) == (services["posts"].address, "200")
    assert services["posts"].address not in str(response.headers)
