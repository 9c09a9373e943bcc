"""What an answer of the gateway's own looks like."""

import re

import httpx

SECURITY_HEADERS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Request-ID",
}


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    """Check that the response is this problem, whole, with every header that belongs to it."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    body = response.json()
    assert set(body) == {"type", "title", "status", "code", "detail", "request_id"}
    assert (body["status"], body["code"]) == (status, code)
    assert re.fullmatch(rf"https?://[a-z0-9.:-]+/problems/{code}", body["type"])
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert_guarded(response)


DETAILS = {
    "token_invalid": "The access token is not valid.",
    "token_expired": "The access token has expired; refresh it.",
    "session_ended": "The session has ended; log in again.",
}


def assert_token_refused(response: httpx.Response, code: str = "token_invalid") -> None:
    """Check that the response is the 401 with this error, and has the challenge of RFC 6750."""
    assert_problem(response, 401, code)
    assert response.json()["detail"] == DETAILS[code]
    challenge = f'Bearer error="invalid_token", error_description="{DETAILS[code]}"'
    assert response.headers.get_list("WWW-Authenticate") == [challenge]


def assert_token_missing(response: httpx.Response) -> None:
    """Check that the response is the 401 without a token, and names no error."""
    assert_problem(response, 401, "token_missing")
    assert response.json()["detail"] == "This operation needs an access token."
    assert response.headers.get_list("WWW-Authenticate") == ["Bearer"]


def assert_guarded(response: httpx.Response) -> None:
    """Check that every security header is there once, and that the server does not show its version."""
    for name in SECURITY_HEADERS:
        assert len(response.headers.get_list(name)) == 1, name
    assert response.headers["Server"] == "nginx"
    assert "X-Powered-By" not in response.headers
