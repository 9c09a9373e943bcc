"""B: addresses that mean another address, and what is not there for anybody."""

import json
from uuid import uuid4

import pytest

from stack.credentials import secret
from tests.e2e.waiting import eventually
from tests.security.answers import check

TWO_MEANINGS = """
    //internal/x /api/../internal /api/../internal/ /%2e%2e/internal /api/..%2finternal /api/..%5cinternal
    /api/%252e%252e/internal /api/v1/..;/internal /api/v1/%2e%2e;/internal /./internal /internal/../api/v1/posts/
    /internal/..%2fapi/v1/posts/ /api/v1/posts/../../../metrics /api/v1/./posts/ /api/v1/posts//
    //api/v1/posts/ /api/v1/posts/%2e%2e/feed/ /api/v1/posts/%00 /api/v1/posts/%0a /api/v1/posts/%0d%0aX:%20y
    /api/v1/posts/;x /api/admin;x /api/admin%00 /api/admin%09 \\internal /api\\v1\\posts\\ /api/v1%2fposts/
    /static..%2f..%2fetc/passwd /api/v1/posts/%5c..%5c
    """
NOT_THERE = """
    /internal/x /internal /internal/ /internal/export/accounts.account.registered.v1/
    /internal/export/accounts.session.revoked.v1/ /INTERNAL/x /api/internal/ /api/v1/internal/ /_verify
    /_problem/404 /api/admin/ /api/Admin/ /api/admin /api/admin%20/ /api/admin. /api/admin.json
    /api/admin/?format=json /api/v1/admin/ /admin/ /admin/login/ /django-admin/ /api/v1/auth/admin/
    /api/v1/statistics/ /static../ /static/ /static../etc/passwd
    /media../ /media/ /.git/config /.git/HEAD /.env /.env.example /server-status /nginx_status /status
    /stub_status /metrics /api/metrics /livez /readyz /health /docs /docs/ /schema /swagger /graphql
    /app.js.map /main.css.map /index.html /index.html~ /index.html.bak /index.bak /backup.sql /dump.sql
    /settings.py /manage.py /wp-login.php /phpinfo.php /.well-known/ /.well-known/openid-configuration
    /api/v1/%25%32%65%25%32%65/ /.well-known/jwks.json.bak /.well-known/jwks.json/x
    /api/v1/feed.json /api/v1/feed/.json /api/v1/posts.json /API/V1/posts/ /api/v1/Posts/ /api/v0/posts/
    /api/v2/posts/ /api/v1/auth/ /__debug__/ /debug/ /console /actuator/env /favicon.png
    /robots.txt /sitemap.xml
    """
FOREIGN_QUERIES = ["?format=json", "?format=api", "?format=html", "?_method=DELETE", "?x=/../internal//%2e%2e;"]


@pytest.fixture
def upstreams(logs):
    """Return which services were asked to answer a request."""

    def asked(request_id: str) -> list[str]:
        def lines() -> list[str]:
            found = [json.loads(line) for line in logs.lines("access.log") if request_id in line]
            assert found
            return [line["upstream"] for line in found]

        return eventually(lines)

    return asked


@pytest.mark.parametrize("path", TWO_MEANINGS.split(), ids=lambda path: f"B08-B09-{path}")
def test_a_path_with_two_meanings_is_refused(path, raw_client, attacker, upstreams):
    request_id = f"path-{uuid4().hex}"
    token = f"Authorization: Bearer {attacker.tokens['access']}"

    answer = raw_client.ask(raw_client.request("GET", path, token, f"X-Request-ID: {request_id}"))

    assert answer is not None
    assert check(answer).status_code == 400
    assert upstreams(answer.headers["X-Request-ID"]) == [""]


@pytest.mark.parametrize("path", NOT_THERE.split(), ids=lambda path: f"B10-B24-{path}")
def test_nothing_is_there(path, raw_client, handle, attacker, upstreams):
    request_id = f"path-{uuid4().hex}"
    tokens = [attacker.tokens["access"], secret(handle.layout, "internal")]

    for token in tokens:
        lines = [f"Authorization: Bearer {token}", f"X-Request-ID: {request_id}"]
        answer = raw_client.ask(raw_client.request("GET", path, *lines))
        assert answer is not None
        assert check(answer).status_code == 404, answer.text

    assert set(upstreams(request_id)) == {""}


@pytest.mark.parametrize("query", FOREIGN_QUERIES, ids=lambda query: f"B10-{query}")
def test_a_query_does_not_change_where_a_path_leads(query, attacker, http):
    post = attacker.writes()

    answer = attacker.get(f"posts/{post['id']}/{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert attacker.get(f"posts/{post['id']}/").json() == post
    assert http.get(f"/api/v1/feed/{query}").status_code == 401


def test_B10_a_fragment_belongs_to_no_request(raw_client, attacker):
    answer = raw_client.ask(raw_client.request("GET", "/api/v1/feed/#/../internal", f"Authorization: Bearer {uuid4()}"))

    assert answer is not None
    assert check(answer).status_code in (400, 401, 404)


def test_B25_what_a_client_sends_becomes_no_header_of_an_answer(attacker):
    for _ in range(2):
        attacker.writes()
    query = "author=me&limit=1&x=%0d%0aX-Accel-Redirect:%20/internal/&y=%0aSet-Cookie:%20a=b"

    answer = attacker.get(f"posts/?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert not {"x-accel-redirect", "set-cookie"} & set(answer.headers)
    assert attacker.get("posts/", headers={"X-Accel-Redirect": "/internal/"}).status_code == 200
