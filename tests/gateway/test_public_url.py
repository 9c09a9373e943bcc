"""The URL that the caller used: services get it for their links, and it is never one that is not ours."""

import httpx
import pytest

from gateway.testing import Nginx
from tests.gateway.problems import assert_problem


@pytest.fixture
def behind_tls(tmp_path, services):
    """A gateway behind a proxy that ends TLS: its public URL is not the one that nginx sees."""
    nginx = Nginx(tmp_path, {"POSTS": services["posts"].address}, PUBLIC_URL="https://kith.test")
    yield nginx.start()
    nginx.stop()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("kith.test", "http://kith.test"),
        ("KITH.test:81", "http://kith.test:81"),
        ("127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_services_and_problems_get_the_allowed_name_that_the_client_used(host, url, client, gateway, services):
    headers = {"Host": host.format(port=gateway.port)}

    client.get("/api/v1/posts/", headers=headers)
    missing = client.get("/nowhere", headers=headers)

    expected = url.format(port=gateway.port)
    assert services["posts"].requests[0].header("X-Public-Url") == expected
    assert missing.json()["type"] == f"{expected}/problems/unknown_address"


def test_a_name_that_is_not_allowed_is_never_repeated_and_the_answer_names_the_setting(client, gateway, reached):
    response = client.get("/api/v1/posts/", headers={"Host": "evil.test"})

    assert_problem(response, 421, "misdirected")
    assert response.json()["type"] == f"{gateway.url}/problems/misdirected"
    assert "KITH_SERVER_NAMES" in response.json()["detail"]
    assert "evil" not in response.text
    assert reached() == []


def test_the_public_url_is_https_where_a_proxy_ends_tls(behind_tls, services):
    for host, url in (("kith.test", "https://kith.test"), ("127.0.0.1", "http://127.0.0.1")):
        httpx.get(f"{behind_tls.url}/api/v1/posts/", headers={"Host": host})

        assert services["posts"].requests[-1].header("X-Public-Url") == url


def test_B23_hsts_is_sent_where_there_is_tls_and_nowhere_else(behind_tls, client):
    secure = httpx.get(f"{behind_tls.url}/nowhere", headers={"Host": "kith.test"})

    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/nowhere").headers
