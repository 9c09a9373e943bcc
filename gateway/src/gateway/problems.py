"""The gateway's own errors as problem details (RFC 9457): one location of nginx for each status."""

import json
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Problem:
    """An error of the gateway, with the services' texts; ``causes`` are the statuses that nginx uses internally.

    Where several have one status, nginx's variable ``$problem`` has the code; the first one is the default.
    """

    status: int
    code: str
    detail: str
    causes: tuple[int, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    closes: bool = False
    """Whether the connection ends with the answer: the rest of the request may not have been read."""


RETRY = (("Retry-After", "1"),)
LIMIT = (("Retry-After", "$retry_after"), ("RateLimit", "$rate_limit"), ("RateLimit-Policy", "$rate_limit_policy"))
CHALLENGE = (("WWW-Authenticate", "$challenge"),)

PROBLEMS = (
    Problem(400, "malformed", "The request is not well formed.", (400, 495, 496, 497)),
    # The same texts as in the services, which check the token again.
    Problem(401, "token_invalid", "The access token is not valid.", headers=CHALLENGE),
    Problem(401, "token_missing", "This operation needs an access token.", headers=CHALLENGE),
    Problem(401, "token_expired", "The access token has expired; refresh it.", headers=CHALLENGE),
    Problem(401, "session_ended", "The session has ended; log in again.", headers=CHALLENGE),
    Problem(403, "forbidden", "You may not do this."),
    # Services answer not_found for an object that is hidden or missing; this means that no service has the address.
    Problem(404, "unknown_address", "There is no such address."),
    Problem(
        405,
        "method_not_allowed",
        "This address does not support this method.",
        headers=(
            ("Allow", "$methods_allowed"),
            # The answer to a preflight is this page with the status 204; elsewhere these are empty, and so not sent.
            ("Access-Control-Allow-Methods", "$cors_methods"),
            ("Access-Control-Allow-Headers", "$cors_headers"),
            ("Access-Control-Max-Age", "$cors_seconds"),
        ),
    ),
    Problem(408, "too_slow", "The request took too long to arrive.", closes=True),
    Problem(413, "too_large", "The body is too large."),
    Problem(414, "address_too_long", "The address is too long."),
    Problem(415, "unsupported_media_type", "Send the body as it is, without a Content-Encoding."),
    Problem(421, "misdirected", "This host name is not served here; the setting KITH_SERVER_NAMES allows more."),
    Problem(429, "rate_limited", "Too many requests in a short time.", headers=LIMIT),
    Problem(431, "header_too_large", "The header of the request is too large.", (494,)),
    Problem(501, "not_implemented", "The gateway does not support this transfer coding."),
    # auth_request answers 500 when a check fails; a service that is down is 502 or 504.
    Problem(503, "unavailable", "The service is not available right now.", (500, 502, 503, 504), RETRY, closes=True),
    Problem(505, "http_version", "Use HTTP/1.1."),
)


def in_words(code: str) -> str:
    """Return the title of a code, "Rate limited" of ``rate_limited``; ``chassis.http.problems`` has the same rule."""
    return code.replace("_", " ").capitalize()


def error_pages() -> str:
    """Return which statuses are answered by which block; for every block that names an error page of its own."""
    return "".join(f"error_page {_causes(problem)} = /_problem/{status};\n" for status, (problem, *_) in _by_status())


def challenge_map() -> str:
    """Return the map from a refused token's ``$problem`` to its ``WWW-Authenticate`` (RFC 6750, 3.1)."""
    lines = "".join(f"    {p.code} '{_challenge(p)}';\n" for p in PROBLEMS if p.status == 401)
    return f"map $problem $challenge {{\n{lines}}}\n"


def problem_blocks() -> str:
    """Return the error pages. They are addresses, because named locations fail when the request line is malformed."""
    return "\n".join(_block(status, problems) for status, problems in _by_status())


def _by_status() -> list[tuple[int, list[Problem]]]:
    return [(status, list(problems)) for status, problems in groupby(PROBLEMS, key=lambda problem: problem.status)]


def _causes(problem: Problem) -> str:
    return " ".join(str(cause) for cause in problem.causes or (problem.status,))


def _challenge(problem: Problem) -> str:
    """Return the challenge; without an error for a request without a token."""
    is_missing = problem.code == "token_missing"
    return "Bearer" if is_missing else f'Bearer error="invalid_token", error_description="{problem.detail}"'


def _block(status: int, problems: list[Problem]) -> str:
    first, *others = problems
    headers = "".join(f"    add_header {name} {value} always;\n" for name, value in first.headers)
    options = '    if ($method_sent = "OPTIONS") {\n        return 204;\n    }\n' if status == 405 else ""
    end = "    keepalive_timeout 0;\n" if first.closes else ""
    choices = "".join(f"    if ($problem = {other.code}) {{\n    {_return(other)}    }}\n" for other in others)
    return (
        f"location = /_problem/{status} {{\n"
        "    internal;\n"
        "    client_max_body_size 0;  # else HTTP/2 refuses a large body here again, with a page of nginx's\n"
        "    default_type application/problem+json;\n"
        "    include headers.conf;\n"
        '    add_header Cache-Control "private, no-store" always;\n'
        f"{end}{headers}{options}{choices}{_return(first)}"
        "}\n"
    )


def _return(problem: Problem) -> str:
    body = {
        "type": f"$public_url/problems/{problem.code}",
        "title": in_words(problem.code),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": "$request_name",
    }
    return f"    return {problem.status} '{json.dumps(body, separators=(',', ':'))}';\n"
