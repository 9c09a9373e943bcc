"""The route table: every address leads to its service and no further."""

import re
from urllib.parse import unquote
from uuid import uuid4

import httpx
import pytest

from accounts.usernames import BadUsername, username_of
from gateway.locations import location_blocks
from gateway.routes import METHODS, ROUTES, BadTable, parse
from gateway.testing import Nginx
from tests.gateway.problems import assert_guarded, assert_problem, assert_token_missing

ADDRESSES = [(route, address) for route in ROUTES for address in route.addresses]
BY_ADDRESS = pytest.mark.parametrize(("route", "address"), ADDRESSES, ids=[address for _, address in ADDRESSES])

MISSING = r"""
    /api /api/ /api/v1/ /api/v2/posts/ /api/v1/Posts/ /api/v1/posts/x/ /api/v1/postsx /api/v1/users/@/
    /api/v1/users/@a-b/ /api/v1/posts/0199AAAA-0000-7000-8000-000000000000/
    /api/v1/posts/%30199aaaa-0000-7000-8000-00000000000/ /api/v1/posts/0199aaaa-0000-7000-8000-000000000000/x
    /x/api/v1/posts/ /favicon.png /index.html /_verify /_problem/404 /_never /verify
    """
BESIDE = r"""
    /static../ /media../ /static/index.html /.git/config /.env /server-status /nginx_status /metrics /readyz
    /livez /docs /schema /admin /admin/ /api/admin/ /api/Admin/ /api/admin%20/ /api/admin.json
    /api/admin/?format=json /api/admin. /app.js.map /index.html~ /index.html.bak /api/v1/feed.json
    /internal/export/accounts.session.revoked.v1/ /internal/x
    """


def filled(path: str, account_id: str) -> str:
    return path.replace("{id}", account_id).replace("{account}", "@ada.l_1").replace("{tag}", "looms_1")


@BY_ADDRESS
def test_every_address_leads_to_its_service_under_its_canonical_path(route, address, client, services, bearer):
    account_id = str(uuid4())

    for method in route.methods:
        response = client.request(method, filled(address, account_id) + "?a=1&b=%20", headers=bearer())

        assert response.status_code == 200
        assert_guarded(response)
        recorded = services[route.service(method)].requests[-1]
        assert (recorded.method, recorded.target) == (method, filled(route.path, account_id) + "?a=1&b=%20")


@pytest.mark.parametrize("tag", ["looms_1", "%E6%9D%B1%E4%BA%AC", "stra%C3%9fe", "東京", "a" * 400])
def test_a_hashtag_has_letters_of_any_script(tag, client, services):
    path = f"/api/v1/hashtags/{tag}/posts/"

    assert client.get(path).status_code == 200
    assert unquote(services["posts"].requests[-1].target) == unquote(path)


@pytest.mark.parametrize("tag", ["a%20b", "a%3fb", "%23a", "a.b", "a-b", "%", "a" * 401])
def test_a_hashtag_has_no_other_characters(tag, client, services):
    assert client.get(f"/api/v1/hashtags/{tag}/posts/").status_code in (400, 404)


@pytest.mark.parametrize("account", ["@ada.l_1", "0199aaaa-0000-7000-8000-000000000000"])
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{account}" in route.path], ids=lambda route: route.path
)
def test_an_account_is_named_by_its_id_or_its_username(route, account, client, services, bearer):
    path = route.path.replace("{account}", account).replace("{id}", str(uuid4()))

    response = client.request(route.methods[0], path, headers=bearer())

    assert response.status_code == 200
    assert services[route.service(route.methods[0])].requests[-1].target == path


@BY_ADDRESS
def test_every_address_works_with_and_without_its_last_slash(route, address, client, services, bearer):
    account_id = str(uuid4())

    for method in route.methods:
        for form in (
            filled(address, account_id).removesuffix("/"),
            filled(address, account_id).removesuffix("/") + "/",
        ):
            response = client.request(method, form + "?a=1", headers=bearer())

            assert response.status_code == 200
            recorded = services[route.service(method)].requests[-1]
            assert (recorded.method, recorded.target) == (method, filled(route.path, account_id) + "?a=1")


@pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
def test_the_health_check_works_with_and_without_a_slash(path, client):
    assert client.get(path).status_code == 204


TWO_PARAMETERS = """
    posts  GET,DELETE  teams/{id}/members/{id}/                public  ordinary
    posts  GET         teams/{id}/people/{account}/{account}/    public  ordinary
    """


def test_a_route_may_have_a_parameter_twice(tmp_path, services):
    group, member = str(uuid4()), str(uuid4())
    nginx = Nginx(tmp_path, {"POSTS": services["posts"].address})
    try:
        nginx.start(extra=location_blocks(parse(TWO_PARAMETERS)))
        with httpx.Client(base_url=nginx.url) as client:
            statuses = [
                client.delete(f"/api/v1/teams/{group}/members/{member}/").status_code,
                client.get(f"/api/teams/{group}/people/@ada/{member}").status_code,
                client.get(f"/api/v1/teams/{group}/members/x/").status_code,
            ]
    finally:
        nginx.stop()

    assert statuses == [200, 200, 404]
    assert [request.target for request in services["posts"].requests] == [
        f"/api/v1/teams/{group}/members/{member}/",
        f"/api/v1/teams/{group}/people/@ada/{member}/",
    ]


@BY_ADDRESS
def test_every_address_asks_for_the_token_that_the_table_says(route, address, client, reached):
    for rule in route.rules:
        for method in rule.methods:
            response = client.request(method, filled(address, str(uuid4())))

            assert response.status_code == (401 if rule.access == "required" else 200), method
            if rule.access == "required":
                assert_token_missing(response)
    assert all(route.access(request.method) != "required" for request in reached())


@BY_ADDRESS
def test_B19_other_methods_are_refused_and_options_lists_the_real_ones(route, address, client, reached, bearer):
    allowed = {*route.methods, "OPTIONS"} | ({"HEAD"} if "GET" in route.methods else set())

    for method in ({*METHODS, "PROPFIND", "FOO"} - allowed) | {"OPTIONS"}:
        response = client.request(method, filled(address, str(uuid4())), headers=bearer())

        assert set(response.headers["Allow"].split(", ")) == allowed
        if method == "OPTIONS":
            assert (response.status_code, response.content) == (204, b"")
        else:
            assert_problem(response, 405, "method_not_allowed")
    assert reached() == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_B19_trace_and_connect_are_refused(method, send, reached):
    answer = send(f"{method} / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())

    assert answer.startswith((b"HTTP/1.1 405 ", b"HTTP/1.1 400 "))
    assert b'"status":4' in answer
    assert reached() == []


@pytest.mark.parametrize("length", ["Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"])
def test_B19_get_with_a_body_is_refused(length, send, reached):
    answer = send(f"GET /api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{length}".encode())

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert reached() == []


@pytest.mark.parametrize("path", MISSING.split())
def test_what_is_not_in_the_table_is_not_found(path, client, bearer, reached):
    assert_problem(client.get(path, headers=bearer()), 404, "unknown_address")
    assert reached() == []


@pytest.mark.parametrize("path", BESIDE.split())
def test_B10_B24_nothing_is_served_beside_the_table(path, client, bearer, reached):
    assert_problem(client.get(path, headers=bearer()), 404, "unknown_address")
    assert reached() == []


STATES = "/internal/relations/states/"
"""Where services offer each other the states of relations; who has the internal secret may write them."""
STATES_UNKNOWN = [
    STATES,
    STATES.rstrip("/"),
    f"{STATES}?x=1",
    "/Internal/relations/states/",
    f"/api{STATES}",
    f"/api/v1{STATES}",
    f"/api/v1/posts{STATES}",
]
STATES_MALFORMED = [
    f"/{STATES}",
    f"/api/v1/..{STATES}",
    f"/api/v1/../..{STATES}",
    f"/api/v1/%2e%2e{STATES}",
    f"/api/v1/%2E%2E/%2e%2e{STATES}",
    f"/api/v1/%252e%252e{STATES}",
    f"/api/v1/..%2f..{STATES}",
    f"/api/v1/..;{STATES}",
    f"/.{STATES}",
    "/internal%2frelations%2fstates/",
    "/internal/./relations/states/",
    "/internal//relations/states/",
    "/api/v1/posts/../../../internal/relations/states/",
]
INTERNAL_SECRET = "an-internal-secret"


@pytest.mark.parametrize("authorization", [f"Bearer {INTERNAL_SECRET}", None])
@pytest.mark.parametrize("path", [*STATES_UNKNOWN, *STATES_MALFORMED])
def test_no_spelling_leads_to_where_states_of_relations_are_offered(path, authorization, send, key, reached):
    authorization = authorization or f"Bearer {key.token()}"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\nContent-Length: 2\r\n"

    answer = send(f"{head}Connection: close\r\n\r\n{{}}".encode())

    assert answer.startswith(b"HTTP/1.1 404 " if path in STATES_UNKNOWN else b"HTTP/1.1 400 ")
    assert reached() == []


BAD_PATHS = [
    "//internal/x",
    "/api/../internal/",
    "/api/v1/../../internal",
    "/%2e%2e/internal",
    "/api/..%2finternal",
    "/api/..%5cinternal",
    "/api/%252e%252e/internal",
    "/api/v1/..;/internal",
    "/./internal",
    "/api/v1/./posts/",
    "/internal/../api/v1/posts/",
    "/api/v1/posts//",
    "//api/v1/posts/",
    "/api/v1/posts/;x",
    "/api/admin%09",
    "/api/v1/posts/%00",
    "/api/v1/posts%0a/",
    "/api/v1/posts/%7f",
    "/api\\v1\\posts",
    "/api/v1/posts/..",
    "/api/v1/posts/.",
    "/api/v1%2fposts/",
    "/api/v1/posts/%25252e",
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_B08_B09_B10_paths_that_mean_another_path_are_refused(path, send, key, reached):
    token = key.token()

    answer = send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code":"malformed"' in answer
    assert reached() == []


def test_B10_a_fragment_and_a_query_do_not_change_where_a_path_leads(send, reached):
    assert b" 404 Not Found" in send(b"GET /api/admin?/../x;%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert send(b"GET /api/v1/posts/?next=/../x//y;%2e HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").startswith(
        b"HTTP/1.1 200 "
    )
    assert [request.target for request in reached()] == ["/api/v1/posts/?next=/../x//y;%2e"]


def test_the_start_page_names_the_product_and_the_health_check_says_no_more_than_yes(client):
    page, health = client.get("/"), client.get("/healthz")

    assert "Kith" in page.text
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert_guarded(page)
    assert (health.status_code, health.content) == (204, b"")
    assert_problem(client.post("/"), 405, "method_not_allowed")


def test_no_username_reads_like_a_part_of_an_address():
    words = {word for _, address in ADDRESSES for word in re.findall(r"[^/]+", re.sub(r"\{\w+\}", "", address))}

    for word in words:
        with pytest.raises(BadUsername):
            username_of(word)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("posts GET posts/ required", "line 1"),
        ("nobody GET posts/ required ordinary", "nobody"),
        ("posts FETCH posts/ required ordinary", "FETCH"),
        ("posts GET posts/{slug}/ required ordinary", "slug"),
        ("posts GET posts/ perhaps ordinary", "perhaps"),
        ("posts GET posts/ required ordinary\nposts GET,POST posts/ required ordinary", "claimed twice"),
        ("posts GET,POST posts/ required ordinary\nauth POST posts/ required ordinary", "claimed twice"),
        ("posts GET posts/ required ordinary\nalias POST /old/ posts/", "methods"),
        ("posts GET posts/ required ordinary\nalias GET /old/{id}/ posts/", "parameter"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(table, fault):
    with pytest.raises(BadTable, match=re.escape(fault)):
        parse(table)
