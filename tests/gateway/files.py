"""What the gateway says of a file that it serves itself."""

import httpx

HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Cache-Control",
    "X-Content-Type-Options",
    "Cross-Origin-Resource-Policy",
)


def file_headers(response: httpx.Response) -> dict[str, str]:
    """Return the headers that decide what a browser does with a file and who may keep it; all must be there."""
    return {name: response.headers[name] for name in HEADERS}
