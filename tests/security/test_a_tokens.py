"""A: tokens. One form is accepted; everything else is the same 401, at the gateway and at the services behind it."""

import gzip
import subprocess
from pathlib import Path

import httpx
import pytest
from django.contrib.auth import password_validation

from gateway.routes import ROUTES, Route
from gateway.testing import Service
from gateway.testing.forgeries import FORGERIES
from gateway.testing.forging import Forge
from manifest import SERVICES
from runtime.thoroughness import rounds
from stack.layout import CHECKOUT
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401, check
from tests.security.forging import forge_for

FEED, POSTS, ME = "/api/v1/feed/", "/api/v1/posts/", "/api/v1/auth/me/"
PLACES = [(FEED, "posts-web"), (POSTS, "posts-web"), (ME, "auth-web")]
"""A route that needs a token, one that can do without, and one of the service that knows all sessions."""
WORDS = rounds(150, 1000)
TUTORIALS = [b"secret", b"changeme", b"django-insecure", b"test", b"kith", b"jwt", b"your-256-bit-secret"]


def checked_by(service: str) -> Route:
    """Return a route of a service that looks at the token, if possible one that requires it."""
    found = [route for route in ROUTES if "GET" in route.methods and route.service("GET") == service]
    by_access = {route.access("GET"): route for route in reversed(found)}
    return by_access.get("required") or by_access["optional"]


DIRECT = {service.web: checked_by(service.name).path for service in SERVICES}
"""The program of each service, and an address of it that looks at the token."""


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def forge(key, attacker, victim) -> Forge:
    return forge_for(key, attacker, victim)


@pytest.fixture(scope="module")
def behind(handle):
    """Send a request to a service itself, without the gateway."""
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield lambda program, path, **options: client.get(handle.internal_url(program) + path, **options)


def test_a_forged_token_without_a_fault_is_accepted_everywhere(http, behind, forge):
    token = forge.token()
    direct = [(program, path.format(account=forge.good["sub"])) for program, path in DIRECT.items()]

    # Every service but auth learns of the account from the event of its registration.
    for path, program in PLACES:
        eventually(lambda path=path: http.get(path, headers=bearer(token)).status_code == 200)
        assert behind(program, path, headers=bearer(token)).status_code == 200
    for program, path in direct:
        eventually(lambda program=program, path=path: behind(program, path, headers=bearer(token)).status_code == 200)


@pytest.mark.parametrize("case", FORGERIES)
def test_forged(case, http, behind, forge):
    refused_everywhere(FORGERIES[case].make(forge), http, behind, forge)


def refused_everywhere(token: str, http, behind, forge) -> None:
    assert_401(http.get(FEED, headers=bearer(token)))
    assert_401(http.get(POSTS, headers=bearer(token)))
    for program, path in DIRECT.items():
        assert_401(behind(program, path.format(account=forge.good["sub"]), headers=bearer(token)))


def test_A13_claims_that_are_nested_50_levels_deep(http, forge):
    assert_401(http.get(FEED, headers=bearer(forge.written("beside", "[" * 50 + "]" * 50))))


NO_TOKEN = {
    "A01-none": [],
    "A01-empty": ["Authorization:"],
    "A01-bearer-only": ["Authorization: Bearer"],
    "A01-bearer-space": ["Authorization: Bearer "],
    "A01-basic": ["Authorization: Basic YTpi"],
    "A01-basic-token": ["Authorization: Basic {}"],
    "A01-two-spaces": ["Authorization: Bearer  {}"],
    "A01-tab": ["Authorization: Bearer\t{}"],
    "A01-no-scheme": ["Authorization: {}"],
    "A01-twice-in-one": ["Authorization: Bearer {}, Bearer {}"],
    "A01-something-behind": ["Authorization: Bearer {} x"],
    "A01-other-scheme": ["Authorization: JWT {}"],
    "A01-other-header": ["X-Authorization: Bearer {}", "Proxy-Authorization: Bearer {}"],
    "A01-cookie": ["Cookie: token={}; access={}; sessionid={}; Authorization=Bearer {}"],
    "A11-line-break": ["Authorization: Bearer {}\r\n x"],
    "A11-second-line": ["Authorization: Bearer", " {}"],
}


@pytest.mark.parametrize("case", NO_TOKEN)
def test_no_token(case, raw_client, forge):
    lines = [line.replace("{}", forge.token()) for line in NO_TOKEN[case]]

    answer = raw_client.ask(raw_client.request("GET", FEED, *lines))

    assert answer is not None
    assert answer.status_code in ((400, 401) if case.startswith("A11") else (401,))
    check(answer)


@pytest.mark.parametrize("name", ["token", "access_token", "access", "jwt", "authorization", "Authorization"])
def test_A01_query(name, http, forge):
    assert_401(http.get(FEED, params={name: forge.token()}))
    assert_401(http.get(FEED, params={name: f"Bearer {forge.token()}"}))


@pytest.mark.parametrize("kilobytes", [9, 64, 100, 1000], ids=lambda size: f"{size}kB")
@pytest.mark.parametrize("case", ["A05", "A13"])
def test_oversized(case, kilobytes, raw_client, forge):
    filler = {"header": {"kid": "k" * kilobytes * 1024}} if case == "A05" else {"filler": "x" * kilobytes * 1024}

    answer = raw_client.ask(raw_client.request("GET", FEED, f"Authorization: Bearer {forge.token(**filler)}"))

    assert answer is None or check(answer).status_code in (400, 401, 431)


@pytest.mark.parametrize("field", ["jku", "x5u"])
def test_A06_no_program_fetches_the_key_that_a_token_names(field, http, forge):
    attackers = Service()
    url = f"http://{attackers.address}/keys.json"

    for path, _ in PLACES:
        assert_401(http.get(path, headers=bearer(forge.foreign({field: url, "kid": url}))))
        assert_401(http.get(path, headers=bearer(forge.token({field: url}))))

    assert attackers.connections == 0
    attackers.close()


def test_A14_a_refresh_token_opens_nothing(http, behind, attacker, forge):
    refused_everywhere(attacker.tokens["refresh"], http, behind, forge)


def test_A14_an_access_token_refreshes_nothing(http, attacker, forge):
    for token in (attacker.tokens["access"], forge.token(), forge.token(typ="refresh", jti="x")):
        assert http.post("/api/v1/auth/refresh/", json={"refresh": token}).status_code == 401


def test_A25_the_published_keys_are_strong_and_public(http):
    keys = http.get("/.well-known/jwks.json").json()["keys"]

    assert keys
    for each in keys:
        assert set(each) == {"kty", "n", "e", "kid", "use", "alg"}
        assert (each["kty"], each["use"], each["alg"], each["e"]) == ("RSA", "sig", "RS256", "AQAB")
        assert len(each["n"]) >= 2048 / 6


def test_A26_secrets_that_are_tried_first(http, forge):
    common = Path(password_validation.__file__).with_name("common-passwords.txt.gz").read_bytes()
    for word in [*TUTORIALS, *gzip.decompress(common).split()][:WORDS]:
        assert http.get(FEED, headers=bearer(forge.keyed(word))).status_code == 401, word


def test_A26_the_repository_contains_no_key():
    found = subprocess.run(
        ["git", "grep", "-lE", "BEGIN [A-Z ]*PRIVATE KEY"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert [name for name in found.stdout.split() if not name.startswith("tests/security/")] == []
