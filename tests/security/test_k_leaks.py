"""K: what the suite leaves behind. Logs, queues, tables and Redis hold no password, token, address or private word.

The canaries fly first, into every place that might write something down; what was written is looked at last.
"""

import json
import re
import secrets
import subprocess
from contextlib import closing
from dataclasses import dataclass

import pytest
import redis

from manifest import PROGRAMS, SERVICES
from stack.servers.postgres import binaries
from tests.e2e.client import PASSWORD, Person, name_like, person_of, register
from tests.e2e.waiting import eventually
from tests.security.database import rows
from tests.security.forging import claims_of

pytestmark = pytest.mark.last

PACKAGES = [service.package for service in SERVICES]
TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}")
ADDRESS = re.compile(r"[\w.+]+@example\.org")
HASH = re.compile(r"argon2id?\$|pbkdf2_")
BREAKS_A_LINE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Canary:
    """Somebody whose secrets are like nobody else's."""

    person: Person
    password: str
    text: str


@pytest.fixture(scope="module")
def canary(http) -> Canary:
    """Register, write, fail, and confuse every service with secrets of their own."""
    password, text = f"pw-{secrets.token_hex(12)}", f"words-{secrets.token_hex(12)}"
    answer = register(http, "canary", password=password, password_confirm=password)
    person = person_of(http, answer.json())
    post = person.writes(text, visibility="private", title=text, content_warning=text)
    person.comments(post["id"], text)
    person.change(f"posts/{post['id']}/", {"text": f"{text} again"})
    person.change("users/me/", {"birth_date": "1970-01-01"})
    _fail(http, person, password, text)
    refreshed = http.post("/api/v1/auth/refresh/", json={"refresh": person.tokens["refresh"]}).json()
    person.tokens.update(refreshed)
    eventually(lambda: person.get(f"users/{person.id}/").status_code == 200)
    return Canary(person, password, text)


def _fail(http, person: Person, password: str, text: str) -> None:
    """Send the secrets where they do not belong, and in ways that go wrong."""
    token = person.tokens["access"]
    body = {"username": person.username, "email": person.email, "password": password, "password_confirm": password}
    for login in (person.username, person.email, password, token):
        http.post("/api/v1/auth/login/", json={"login": login, "password": password + "x"})
    http.post("/api/v1/auth/register/", json=body)
    http.post("/api/v1/auth/register/", json=body | {"password_confirm": text, "username": ""})
    http.post("/api/v1/auth/refresh/", json={"refresh": token})
    http.get("/api/v1/posts/", params={"token": token, "password": password, "email": person.email, "cursor": text})
    http.get("/api/v1/feed/", headers={"Authorization": f"Bearer {token}x", "Cookie": f"token={token}"})
    person.get("posts/", headers={"Referer": f"http://x/?token={token}", "X-Request-ID": f"{text} {token}"})
    for broken in (f'{{"text": "{text}', f'{{"password": "{password}", "text": {text}}}'):
        person.request("POST", "posts/", content=broken.encode(), headers={"Content-Type": "application/json"})
        person.request("POST", "posts/", content=broken.encode(), headers={"Content-Type": "text/plain"})
    person.post("posts/", {"text": text * 500, "title": text})
    person.post("posts/", {"text": text, "visibility": text}, headers={"Idempotency-Key": text})


def test_K06_no_log_holds_a_secret(canary, logs, handle):
    stack_secrets = [path.read_text() for path in handle.layout.secrets.iterdir()]
    wanted = [canary.password, canary.text, PASSWORD, *stack_secrets]

    for name, text in logs.written().items():
        assert not TOKEN.search(text), name
        assert not ADDRESS.search(text), name
        assert not HASH.search(text), name
        assert [secret for secret in wanted if secret in text] == [], name


OURS = [f"{program}.log" for program in PROGRAMS]


@pytest.mark.parametrize("name", [*OURS, "gateway-agent.log", "access.log"], ids=lambda name: f"K07-{name}")
def test_every_line_is_one_json_object(name, canary, logs):
    for line in logs.lines(name):
        assert isinstance(json.loads(line), dict)
        assert not BREAKS_A_LINE.search(line)


@pytest.mark.parametrize("name", [*OURS, "gateway-agent.log"], ids=lambda name: f"K13-{name}")
def test_every_line_names_its_program_and_its_part(name, canary, logs):
    for line in logs.lines(name):
        entry = json.loads(line)
        assert entry["source"], line
        assert entry["service"] in (name.rpartition("-")[0], name.removesuffix(".log")), line


@pytest.mark.parametrize("name", OURS, ids=lambda name: f"K06-{name}")
def test_nothing_went_wrong_unseen(name, canary, logs):
    """The global rule: no case gave a 500, and no exception was logged."""
    for line in logs.lines(name):
        entry = json.loads(line)
        assert entry.get("status") != 500, line
        assert "Traceback" not in line, line


def test_no_answer_of_the_gateway_was_a_500(canary, logs):
    entries = [json.loads(line) for line in logs.lines("access.log")]

    assert [entry for entry in entries if entry["status"] == 500 or entry["upstream_status"] == "500"] == []


@pytest.fixture(scope="module")
def dumps(handle, canary) -> dict[str, str]:
    """All that the databases hold, as text."""
    program = binaries(handle.layout.database("accounts")) / "pg_dump"
    made = {}
    for package in PACKAGES:
        done = subprocess.run(
            [program, "--inserts", handle.database_url(package)], capture_output=True, text=True, check=True
        )
        made[package] = done.stdout
    return made


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: f"K12-{package}")
def test_no_database_holds_a_secret(package, dumps, canary):
    dump = dumps[package]

    assert canary.password not in dump
    assert PASSWORD not in dump
    assert not TOKEN.search(dump)
    assert (canary.text in dump) == (package == "posts")
    assert (canary.person.email in dump) == (package == "accounts")
    assert bool(HASH.search(dump)) == (package == "accounts")


def test_K12_a_password_is_kept_as_an_argon2id_hash(handle, canary):
    [[kept]] = rows(handle, "accounts", "SELECT password FROM account WHERE id = %s", [canary.person.id])

    assert re.fullmatch(r"argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{20,}\$[\w+/]{40,}", kept)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: f"K06-{package}")
def test_events_hold_no_secret(package, handle, canary):
    emitted = rows(handle, package, "SELECT type, subject, data::text, traceparent FROM outbox")
    heard = rows(handle, package, "SELECT inbox::text FROM inbox")

    for words in (*emitted, *heard):
        text = " ".join(map(str, words))
        assert canary.text not in text
        assert canary.password not in text
        assert not ADDRESS.search(text)
        assert not TOKEN.search(text)
        assert not HASH.search(text)


def test_K06_K12_redis_holds_no_secret(handle, canary):
    with closing(redis.Redis.from_url(handle.redis_url())) as connection:
        for name in connection.scan_iter(count=1000):
            text = (name + b" " + _content(connection, name)).decode(errors="replace")
            assert canary.password not in text
            assert not ADDRESS.search(text)
            assert not TOKEN.search(text)
            assert not HASH.search(text)


def _content(connection: redis.Redis, name: bytes) -> bytes:
    reading = {
        b"string": lambda: connection.get(name),
        b"hash": lambda: connection.hgetall(name),
        b"list": lambda: connection.lrange(name, 0, -1),
        b"set": lambda: connection.smembers(name),
        b"zset": lambda: connection.zrange(name, 0, -1, withscores=True),
    }
    return repr(reading.get(connection.type(name), lambda: b"")()).encode()


def test_K06_nothing_was_given_up(handle, canary):
    queues = handle.rabbitmqctl("-p", "kith", "list_queues", "--no-table-headers", "name", "messages").splitlines()
    dead = dict(line.split() for line in queues if ".dead" in line)

    assert len(dead) >= len(PACKAGES) - 1
    assert set(dead.values()) == {"0"}


INJECTIONS = {
    "K07-agent": {"User-Agent": 'x"}\\n{"level":"fake"} \x1b[31mred'},
    "K07-request-id": {"X-Request-ID": 'fake","status":200,"x":"'},
    "K07-trace": {"traceparent": '00-"fake-1'},
    "K07-language": {"Accept-Language": "\x1b]0;title\x07"},
}


@pytest.mark.parametrize("case", INJECTIONS)
def test_a_line_of_the_log_cannot_be_forged(case, raw_client, logs):
    headers = [f"{name}: {value}" for name, value in INJECTIONS[case].items()]
    marker = f"/api/v1/{name_like('injected')}/"
    raw_client.ask(raw_client.request("GET", marker, *headers))

    def logged() -> bool:
        lines = [line for line in logs.lines("access.log") if marker in line]
        return len(lines) == 1 and json.loads(lines[0])["status"] in (400, 404) and "\x1b" not in lines[0]

    eventually(logged)


@pytest.mark.parametrize("name", ["a%0ab", "\u001b[31m", 'x","level":"error'], ids=lambda name: f"K07-{name!a}")
def test_a_name_forges_no_line_either(name, http, logs):
    http.post("/api/v1/auth/login/", json={"login": f"{name}fake-line", "password": "x"})
    http.get("/api/v1/users/@ada/", headers={"X-Request-ID": "k07-names-were-sent"})

    eventually(lambda: any("k07-names-were-sent" in line for line in logs.lines("access.log")))
    assert not [name for name, text in logs.written().items() if "fake-line" in text]


def test_K06_sessions_in_the_log_are_no_tokens(canary, logs):
    """What is logged of a session is its id, which opens nothing."""
    session = claims_of(canary.person.tokens["access"])["sid"]
    answer = canary.person.get("feed/", headers={"Authorization": f"Bearer {session}"})

    assert answer.status_code == 401
