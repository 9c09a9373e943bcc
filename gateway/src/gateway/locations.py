"""Routes as nginx blocks: one location for each, nothing shared that a line could miss."""

import re

from gateway.routes import PARAMETERS, ROUTES, SERVICES, Route

STRICTEST_FIRST = ("required", "optional", "public")


def location_blocks() -> str:
    """Return the locations of every route of the table."""
    return "\n".join(_location(route) for route in ROUTES)


def upstream_blocks() -> str:
    """Return two pools for each service: one that keeps connections, one that never does."""
    return "resolver ${RESOLVER};\n\n" + "\n".join(_pools(service) for service in SERVICES)


def _pattern(route: Route) -> str:
    """Return one anchored pattern for all addresses of the route.

    Never ``location = …/``: nginx answers the same path without its slash by a redirect of its own then.
    """
    canonical = re.escape(route.path).replace(re.escape("/api/v1/"), "/api/(?:v1/)?", 1)
    for name, shape in PARAMETERS.items():
        canonical = canonical.replace(re.escape(f"{{{name}}}"), f"(?<{name}>{shape})")
    return f"^(?:{'|'.join([canonical, *map(re.escape, route.aliases)])})$"


def _location(route: Route) -> str:
    allowed = ", ".join([*_answered(route.methods), "OPTIONS"])
    check = "" if all(rule.access == "public" for rule in route.rules) else "    auth_request /_verify;\n"
    target = re.sub(r"\{(\w+)\}", r"$\1", route.path)
    return (
        f'location ~ "{_pattern(route)}" {{\n'
        f"    set $service {route.service};\n"
        f'    set $allow "{allowed}";\n'
        f"{_settings(route)}"
        "    include request.conf;\n"
        f"    if ($request_method !~ {_one_of(route.methods)}) {{\n        return 405;\n    }}\n"
        f"{check}"
        "    include proxy.conf;\n"
        f"    proxy_pass http://{_pool(route.service)}_$pool{target}$is_args$args;\n"
        "}\n"
    )


def _settings(route: Route) -> str:
    """Return the lines that say what the request's method asks for; the strictest rule holds unless another matches."""
    first, *others = sorted(route.rules, key=lambda rule: STRICTEST_FIRST.index(rule.access))
    lines = f"    set $access {first.access};\n    set $limits {first.limit};\n"
    for rule in others:
        changes = f"        set $access {rule.access};\n        set $limits {rule.limit};\n"
        lines += f"    if ($request_method ~ {_one_of(rule.methods)}) {{\n{changes}    }}\n"
    return lines


def _one_of(methods: tuple[str, ...]) -> str:
    return f'"^(?:{"|".join(_answered(methods))})$"'


def _answered(methods: tuple[str, ...]) -> list[str]:
    """Return the methods with HEAD beside GET."""
    return [name for method in methods for name in (["GET", "HEAD"] if method == "GET" else [method])]


def _pool(service: str) -> str:
    return service.replace("-", "_")


def _pools(service: str) -> str:
    pool = _pool(service)
    server = f"    zone {pool}_%s 64k;\n    server ${{{pool.upper()}_ADDRESS}} ${{UPSTREAM_OPTIONS}};\n"
    kept = "    keepalive 32;\n    keepalive_timeout 30s;\n"
    return f"upstream {pool}_kept {{\n{server % 'kept'}{kept}}}\nupstream {pool}_fresh {{\n{server % 'fresh'}}}\n"
