"""Routes and services as nginx blocks: one location for each route, two ways to each service."""

import re
from collections.abc import Iterable

from gateway.routes import PARAMETERS, ROUTES, Route, Rule
from manifest import SERVICES, service_named

STRICTEST_FIRST = ("required", "optional", "unchecked", "public")

LARGER_BODY = "    include uploads.conf;\n"
UPLOADS = (
    "    limit_conn connections ${CONNECTIONS_PER_ADDRESS};\n"  # a location inherits no limit where it has its own
    "    limit_conn uploads 10;\n"
)

PARAMETER = re.compile(r"\{(\w+)\}")


def location_blocks(routes: Iterable[Route] = ROUTES) -> str:
    """Return the locations of the routes. Each checks the request and passes it to its service."""
    return "\n".join(_location(route) for route in routes)


def service_blocks() -> str:
    """Return the internal locations that proxy: for each service one for reads, one for writes, and one for files."""
    taking = {rule.service for route in ROUTES for rule in route.rules if rule.takes_files}
    ways = ((_reads, _writes, _uploads) if each.name in taking else (_reads, _writes) for each in SERVICES)
    return "\n".join("".join(way(each.name) for way in own) for each, own in zip(SERVICES, ways, strict=True))


def upstream_blocks() -> str:
    """Return two pools for each service: one that keeps connections, one that never does."""
    return "resolver ${RESOLVER};\n\n" + "\n".join(_pools(service.name) for service in SERVICES)


def _location(route: Route) -> str:
    allowed = ", ".join([*_answered(route.methods), "OPTIONS"])
    return (
        f'location ~ "{_pattern(route)}" {{\n'
        f'    set $target "{_target(route)}";\n'
        f'    set $allow "{allowed}";\n'
        f"{_settings(route)}"
        f"{LARGER_BODY if route.takes_files else ''}"
        "    include request.conf;\n"
        f"    if ($request_method !~ {_one_of(route.methods)}) {{\n        return 405;\n    }}\n"
        "    rewrite ^ $way last;\n"
        "}\n"
    )


def _pattern(route: Route) -> str:
    """Return one anchored pattern for all addresses of the route, each with and without its last slash.

    Never ``location = …/``: nginx would answer the path without its slash with a redirect.
    """
    groups = [f"(?<{name}>{PARAMETERS[kind]})" for name, kind in _parameters(route.path)]
    canonical = _filled(_escaped(route.path).replace("/api/v1/", "/api/(?:v1/)?", 1), groups)
    return f"^(?:{'|'.join([canonical, *map(_escaped, route.aliases)])})/?$"


def _target(route: Route) -> str:
    """Return the canonical path with the values that the pattern found.

    These are decoded, which only a hashtag can differ by; it is passed on as it was sent (``maps.conf``).
    """
    return _filled(route.path, ["$tag_sent" if kind == "tag" else f"${name}" for name, kind in _parameters(route.path)])


def _parameters(path: str) -> list[tuple[str, str]]:
    """Return name and kind of each parameter; the name has its position, since a pattern may use a name only once."""
    return [(f"{kind}_{number}", kind) for number, kind in enumerate(PARAMETER.findall(path), start=1)]


def _filled(path: str, values: Iterable[str]) -> str:
    """Return the path with its parameters replaced in order."""
    remaining = iter(values)
    return PARAMETER.sub(lambda _: next(remaining), path)


def _escaped(path: str) -> str:
    """Return the pattern of a path without its last slash; parameters stay as they are."""
    return re.escape(path.removesuffix("/")).replace(r"\{", "{").replace(r"\}", "}")


def _settings(route: Route) -> str:
    """Return the lines that set the rule of the request's method; the strictest one applies unless another matches."""
    first, *others = sorted(route.rules, key=lambda rule: STRICTEST_FIRST.index(rule.access))
    lines = _values(first, "    ")
    for rule in others:
        lines += f"    if ($request_method ~ {_one_of(rule.methods)}) {{\n{_values(rule, '        ')}    }}\n"
    return lines


def _values(rule: Rule, indent: str) -> str:
    """Return the lines that set what is different for each rule; ``$way`` is the internal location that proxies."""
    pool = "pool_of_uploads" if rule.takes_files else "pool"
    values = {
        "service": rule.service,
        "access": rule.access,
        "limits": rule.limit,
        "way": f"/_{_pool(rule.service)}/${pool}",
    }
    return "".join(f"{indent}set ${name} {value};\n" for name, value in values.items())


def _one_of(methods: tuple[str, ...]) -> str:
    return f'"^(?:{"|".join(_answered(methods))})$"'


def _answered(methods: tuple[str, ...]) -> list[str]:
    """Return the methods, with HEAD after GET."""
    return [name for method in methods for name in (["GET", "HEAD"] if method == "GET" else [method])]


def _reads(service: str) -> str:
    """Return the location for reads: no body, and a second attempt if a connection was closed before an answer."""
    pool = _pool(service)
    return (
        f"location = /_{pool}/kept {{\n"
        f"{_common(service)}"
        "    proxy_pass_request_body off;\n"
        '    proxy_set_header Content-Length "";\n'
        '    proxy_set_header Connection "";\n'
        "    proxy_read_timeout 5s;\n"
        "    proxy_next_upstream error;\n"
        f"    proxy_pass http://{pool}_kept$target$is_args$args;\n"
        "}\n"
    )


def _writes(service: str) -> str:
    """Return the location for writes: bodies.conf buffers the body, or closes the connection, which becomes 408."""
    # Longer than bodies.conf waits for two servers.
    return _collected(service, "fresh", target="$target", read_seconds=8)


def _uploads(service: str) -> str:
    """Return the location for writes with files."""
    return _collected(service, "upload", target="/_upload$target", read_seconds=23, limits=LARGER_BODY + UPLOADS)


def _collected(service: str, way: str, *, target: str, read_seconds: int, limits: str = "") -> str:
    pool = _pool(service)
    return (
        f"location = /_{pool}/{way} {{\n"
        f"{_common(service)}"
        f"{limits}"
        "    error_page 502 = /_problem/$status_unanswered;\n"
        "    include error-pages.conf;\n"
        "    proxy_request_buffering off;\n"
        f"    proxy_set_header X-Pool {pool}_fresh;\n"
        "    proxy_set_header X-Access $access;\n"
        "    proxy_set_header Connection close;\n"
        f"    proxy_read_timeout {read_seconds}s;\n"
        "    proxy_next_upstream off;\n"
        f"    proxy_pass http://bodies{target}$is_args$args;\n"
        "}\n"
    )


def _common(service: str) -> str:
    """Return the lines of both kinds; answers with tokens are not compressed."""
    packing = "    gzip off;\n" if service_named(service).issues_tokens else ""
    return f"    internal;\n    include check.conf;\n    include proxy.conf;\n    include no-files.conf;\n{packing}"


def _pool(service: str) -> str:
    return service.replace("-", "_")


def _pools(service: str) -> str:
    pool = _pool(service)
    server = f"    zone {pool}_%s 64k;\n    server ${{{pool.upper()}_ADDRESS}} ${{UPSTREAM_OPTIONS}};\n"
    kept = "    keepalive 32;\n    keepalive_timeout 30s;\n"
    once = "    keepalive_requests 1;\n"  # nginx keeps connections by itself from 1.29.7 on
    return f"upstream {pool}_kept {{\n{server % 'kept'}{kept}}}\nupstream {pool}_fresh {{\n{server % 'fresh'}{once}}}\n"
