"""K08: errors of every kind are JSON, in one form, and name nothing internal.

What an error of the gateway or a service must look like is checked by `check`, for every answer of the suite.
"""

import pytest

from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually
from tests.security.answers import check

HOST = "Host: 127.0.0.1\r\n"
ERRORS: dict[int, bytes] = {
    400: f"GET /api/v1/../x HTTP/1.1\r\n{HOST}\r\n".encode(),
    401: f"GET /api/v1/feed/ HTTP/1.1\r\n{HOST}\r\n".encode(),
    404: f"GET /api/v1/nothing/ HTTP/1.1\r\n{HOST}\r\n".encode(),
    405: f"DELETE /api/v1/feed/ HTTP/1.1\r\n{HOST}\r\n".encode(),
    413: f"POST /api/v1/auth/login/ HTTP/1.1\r\n{HOST}Content-Length: 99999999\r\n\r\n".encode(),
    414: f"GET /api/v1/posts/?x={'x' * 9000} HTTP/1.1\r\n{HOST}\r\n".encode(),
    415: f"POST /api/v1/auth/login/ HTTP/1.1\r\n{HOST}Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx".encode(),
    421: b"GET /api/v1/posts/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    431: f"GET /api/v1/posts/ HTTP/1.1\r\n{HOST}X-A: {'x' * 9000}\r\n\r\n".encode(),
    501: f"POST /api/v1/auth/login/ HTTP/1.1\r\n{HOST}Transfer-Encoding: gzip\r\n\r\n".encode(),
    505: f"GET /api/v1/posts/ HTTP/9.9\r\n{HOST}\r\n".encode(),
}


@pytest.mark.parametrize("status", ERRORS, ids=lambda status: f"K08-{status}")
def test_of_the_gateway(status, raw_client):
    answer = raw_client.ask(ERRORS[status])

    assert answer is not None
    assert check(answer).status_code == status
    assert "nginx" not in answer.text.lower()


def test_K08_a_database_that_is_away_is_a_503(handle, attacker):
    handle.stop("notifications-database")
    try:
        assert_problem(attacker.get("notifications/"), 503)
    finally:
        handle.start("notifications-database")
    eventually(lambda: attacker.get("notifications/").status_code == 200, within=30)
