"""What every refusal looks like."""

import httpx


def assert_problem(response: httpx.Response, status: int | None = None, code: str | None = None) -> None:
    """Check that a response is an RFC 9457 document that fits its status, and is the expected one."""
    assert response.headers["Content-Type"].split(";")[0] == "application/problem+json", response.text
    body = response.json()
    assert {"type", "title", "status", "code", "detail", "request_id"} <= set(body), body
    assert body["status"] == response.status_code, body
    assert body["type"].endswith(f"/problems/{body['code']}"), body
    assert body["request_id"] == response.headers["X-Request-ID"], body
    assert status in (None, response.status_code), response.text
    assert code in (None, body["code"]), body


def faults_of(response: httpx.Response) -> set[str]:
    """Return the fields that a refusal complains about."""
    return {fault["field"] for fault in response.json()["errors"]}


def anonymous_body(response: httpx.Response) -> dict[str, object]:
    """Return the body of an answer without what differs from request to request; nothing when it has no body."""
    body = response.json() if response.content else {}
    return {name: value for name, value in body.items() if name != "request_id"}
