"""B: headers that claim an identity, an origin, or another address or method."""

import json
from uuid import uuid4

import httpx
import pytest

from tests.e2e.client import PASSWORD, Person
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401, check

ME, FEED, POSTS = "/api/v1/users/me/", "/api/v1/feed/", "/api/v1/posts/"
IDENTITY = [
    "X-User-Id", "X-Auth-User", "X-Role", "X-Roles", "X-Session-Id", "Remote-User", "X-Remote-User", "X-Account-Id",
    "X-Username", "X-Forwarded-User", "X-Authenticated-Userid", "X-Internal-Secret",
]  # fmt: skip
FORMS = {
    "B02": ["X-User-Id: {victim}", "X-Auth-User: {victim}", "X-Role: admin", "X-Session-Id: {session}"],
    "B03-twice": ["X-User-Id: {victim}", "X-User-Id: {victim}"],
    "B03-case": ["x-USER-id: {victim}", "REMOTE-USER: {victim}"],
    "B03-trailing-space": ["X-User-Id : {victim}"],
    "B03-leading-space": [" X-User-Id: {victim}"],
    "B03-folded": ["X-A: b", " X-User-Id: {victim}"],
    "B03-tab-folded": ["X-A: b", "\tX-User-Id: {victim}"],
    "B03-cr": ["X-A: b\rX-User-Id: {victim}"],
    "B03-nul": ["X-A: b\x00", "X-User-Id\x00: {victim}"],
    "B05-empty": ["X-User-Id:", "X-Auth-User: ", "Remote-User:"],
    "B06-underscores": ["X_User_Id: {victim}", "X-User_Id: {victim}", "HTTP_X_USER_ID: {victim}"],
    "B06-dots": ["X.User.Id: {victim}", "X User Id: {victim}"],
}
ADDRESSES = {
    name: value
    for value in ("1.2.3.4", "127.0.0.1", "::1", "1.2.3.4, 127.0.0.1")
    for name in (f"X-Forwarded-For={value}", f"X-Real-IP={value}", f"True-Client-IP={value}")
} | {"Forwarded=for=1.2.3.4": "for=1.2.3.4", "X-Client-Address=1.2.3.4": "1.2.3.4"}


@pytest.mark.parametrize("name", IDENTITY, ids=lambda name: f"B01-{name}")
def test_identity_headers_do_not_authenticate(name, http, victim):
    for path in (FEED, ME, "/api/v1/auth/me/", "/api/v1/notifications/"):
        assert_401(http.get(path, headers={name: victim.id}))


@pytest.mark.parametrize("name", IDENTITY, ids=lambda name: f"B05-{name}")
def test_B04_identity_headers_do_not_authenticate_at_the_service_itself(name, handle, victim):
    for value in (victim.id, ""):
        assert_401(httpx.get(f"{handle.internal_url('posts-web')}{FEED}", headers={name: value}))


@pytest.mark.parametrize("case", FORMS)
def test_identity_headers_do_not_change_the_account(case, raw_client, attacker: Person, victim: Person):
    names = {"{victim}": victim.id, "{session}": str(uuid4())}
    lines = [_filled(line, names) for line in FORMS[case]]

    answer = raw_client.ask(raw_client.request("GET", ME, *lines, f"Authorization: Bearer {attacker.tokens['access']}"))

    assert answer is not None
    assert check(answer).status_code in (200, 400)
    assert answer.status_code == 400 or answer.json()["id"] == attacker.id


@pytest.mark.parametrize("first", ["attacker", "victim"])
def test_B03_two_authorization_headers_are_refused(first, raw_client, attacker, victim):
    tokens = [attacker.tokens["access"], victim.tokens["access"]]
    lines = [f"Authorization: Bearer {token}" for token in (tokens if first == "attacker" else tokens[::-1])]

    answer = raw_client.ask(raw_client.request("GET", ME, *lines))

    assert answer is not None
    assert check(answer).status_code in (400, 401)


OVERRIDES = {
    "B11-original": {"X-Original-URL": "/internal/export/accounts.account.registered.v1/"},
    "B11-rewrite": {"X-Rewrite-URL": "/metrics"},
    "B11-prefix": {"X-Forwarded-Prefix": "/internal", "X-Script-Name": "/internal"},
    "B11-override": {"X-HTTP-Method-Override": "DELETE"},
    "B11-method": {"X-HTTP-Method": "DELETE", "X-Method-Override": "DELETE"},
    "B11-accel": {"X-Accel-Redirect": "/internal/", "X-Sendfile": "/etc/passwd"},
}


@pytest.mark.parametrize("case", OVERRIDES)
def test_headers_do_not_choose_the_address_or_the_method(case, attacker: Person):
    post = attacker.writes()

    shown = attacker.get(f"posts/{post['id']}/", headers=OVERRIDES[case])
    written = attacker.post("posts/", {"text": "x"}, headers=OVERRIDES[case])
    refused = attacker.post("posts/", {"text": "x", "_method": "DELETE"}, headers=OVERRIDES[case])

    assert (shown.status_code, shown.json()) == (200, post)
    assert written.status_code == 201
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("_method", "unknown")]
    assert attacker.get(f"posts/{post['id']}/").json() == post


HOSTS = {
    "B12-foreign": ("GET {path} HTTP/1.1", ["Host: evil.example"]),
    "B12-with-port": ("GET {path} HTTP/1.1", ["Host: evil.example:80"]),
    "B12-suffix": ("GET {path} HTTP/1.1", ["Host: 127.0.0.1.evil.example"]),
    "B12-at": ("GET {path} HTTP/1.1", ["Host: 127.0.0.1@evil.example"]),
    "B12-missing": ("GET {path} HTTP/1.1", []),
    "B12-empty": ("GET {path} HTTP/1.1", ["Host: "]),
    "B12-twice": ("GET {path} HTTP/1.1", ["Host: 127.0.0.1", "Host: evil.example"]),
    "B12-absolute": ("GET http://evil.example{path} HTTP/1.1", ["Host: 127.0.0.1"]),
    "B12-absolute-https": ("GET https://evil.example{path} HTTP/1.1", ["Host: 127.0.0.1"]),
    "B12-http-1.0": ("GET {path} HTTP/1.0", []),
    "B12-internal-name": ("GET {path} HTTP/1.1", ["Host: posts-web"]),
}


@pytest.mark.parametrize("case", HOSTS)
def test_other_hosts_are_not_served(case, raw_client):
    first, lines = HOSTS[case]

    answer = raw_client.ask("\r\n".join([first.format(path=POSTS), *lines, "", ""]).encode())

    assert answer is not None
    assert check(answer).status_code in (400, 421)
    assert "evil" not in answer.text


LINKS = [
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Port": "4443", "X-Forwarded-Server": "evil.example", "X-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
]


@pytest.mark.parametrize("headers", LINKS, ids=lambda headers: f"B12-B14-{next(iter(headers))}")
def test_no_header_but_host_chooses_what_links_name(headers, attacker: Person, handle):
    for _ in range(2):
        attacker.writes()

    page = attacker.get("posts/?author=me&limit=1", headers=headers)

    assert page.json()["next"].startswith(f"{handle.url}/api/v1/posts/?")
    assert page.headers["Link"].startswith(f"<{handle.url}/api/v1/posts/?")


def test_links_name_the_allowed_host_that_the_client_used(attacker: Person):
    for _ in range(2):
        attacker.writes()

    page = attacker.get("posts/?author=me&limit=1", headers={"Host": "localhost"})

    assert page.json()["next"].startswith("http://localhost/api/v1/posts/?")


@pytest.mark.parametrize("case", ADDRESSES, ids=lambda case: f"B13-{case}")
def test_the_log_and_the_session_have_the_address_of_the_socket(case, http, logs, newcomer):
    name, request_id = case.partition("=")[0], f"address-{uuid4().hex}"

    http.get(POSTS, headers={name: ADDRESSES[case], "X-Request-ID": request_id})

    def logged() -> bool:
        lines = [json.loads(line) for line in logs.lines("access.log") if request_id in line]
        return [line["address"] for line in lines] == ["127.0.0.1"]

    eventually(logged)


def test_B13_a_session_remembers_the_address_of_the_socket(http, victim):
    forged = {"X-Forwarded-For": "1.2.3.4", "X-Client-Address": "1.2.3.4", "X-Real-IP": "1.2.3.4"}
    body = {"login": victim.username, "password": PASSWORD}

    assert http.post("/api/v1/auth/login/", json=body, headers=forged).status_code == 200

    assert {each["address"] for each in victim.results("auth/sessions/")} == {"127.0.0.1"}


UPGRADES = {
    "B26-websocket": (["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"], (400, 404)),
    "B26-websocket-key": (
        ["Upgrade: WebSocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Key: x"],
        (400, 404),
    ),
    "B26-h2c": (["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"], (200,)),
    "B26-tls": (["Upgrade: TLS/1.0", "Connection: Upgrade"], (200,)),
}


@pytest.mark.parametrize("case", UPGRADES)
def test_connections_do_not_become_something_else(case, raw_client):
    lines, statuses = UPGRADES[case]

    answer = raw_client.ask(raw_client.request("GET", POSTS, *lines))

    assert answer is not None
    assert check(answer).status_code in statuses
    assert "Upgrade" not in answer.headers


def _filled(line: str, names: dict[str, str]) -> str:
    for name, text in names.items():
        line = line.replace(name, text)
    return line
