"""The gateway's own errors as problem details (RFC 9457): one location of nginx for each status."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """An error of the gateway; ``causes`` are the statuses that nginx uses for it inside."""

    status: int
    code: str
    title: str
    detail: str
    causes: tuple[int, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


PROBLEMS = (
    Problem(400, "bad_request", "Bad request", "The request is not well formed.", (400, 495, 496, 497)),
    Problem(
        401,
        "not_authenticated",
        "Not authenticated",
        "A valid access token is needed.",
        headers=(("WWW-Authenticate", "Bearer"), ("Cache-Control", "private, no-store")),
    ),
    Problem(403, "forbidden", "Forbidden", "This is not allowed."),
    # The services say the same of what is hidden or missing.
    Problem(404, "not_found", "Not found", "There is nothing here that you may see."),
    Problem(
        405,
        "method_not_allowed",
        "Method not allowed",
        "This address does not know that method.",
        headers=(("Allow", "$methods_allowed"),),
    ),
    Problem(408, "request_timeout", "Request timeout", "The request took too long to arrive."),
    Problem(413, "too_large", "Content too large", "The body is larger than 256 kB."),
    Problem(414, "uri_too_long", "URI too long", "The address is too long."),
    Problem(415, "unsupported_media_type", "Unsupported media type", "Bodies must not be compressed."),
    Problem(421, "misdirected", "Misdirected request", "This host is not served here."),
    Problem(
        429,
        "too_many_requests",
        "Too many requests",
        "Too many requests in a short time.",
        headers=(("Retry-After", "1"),),
    ),
    Problem(431, "headers_too_large", "Request header fields too large", "The header is too large.", (494,)),
    Problem(501, "not_implemented", "Not implemented", "The gateway does not know this."),
    # 500 is what auth_request makes of a check that could not be done; a service that is down is 502 or 504.
    Problem(
        503,
        "unavailable",
        "Service unavailable",
        "This part is not available right now; try again soon.",
        (500, 502, 503, 504),
        (("Retry-After", "1"),),
    ),
    Problem(505, "http_version", "HTTP version not supported", "Use HTTP/1.1."),
)


def problem_blocks() -> str:
    """Return the error pages. They are addresses, not named locations: those fail when the request line is broken."""
    return "\n".join(_block(problem) for problem in PROBLEMS)


def _block(problem: Problem) -> str:
    causes = " ".join(str(cause) for cause in problem.causes or (problem.status,))
    headers = "".join(f"    add_header {name} {_quoted(value)} always;\n" for name, value in problem.headers)
    options = '    if ($method_sent = "OPTIONS") {\n        return 204;\n    }\n' if problem.status == 405 else ""
    return (
        f"error_page {causes} = /_problem/{problem.status};\n"
        f"location = /_problem/{problem.status} {{\n"
        "    internal;\n"
        "    default_type application/problem+json;\n"
        "    include headers.conf;\n"
        f"{headers}{options}"
        f"    return {problem.status} '{_body(problem)}';\n"
        "}\n"
    )


def _body(problem: Problem) -> str:
    return json.dumps(
        {
            "type": f"${{PUBLIC_URL}}/problems/{problem.code}",
            "title": problem.title,
            "status": problem.status,
            "code": problem.code,
            "detail": problem.detail,
            "request_id": "$request_name",
        }
    )


def _quoted(value: str) -> str:
    return value if value.startswith("$") else f'"{value}"'
