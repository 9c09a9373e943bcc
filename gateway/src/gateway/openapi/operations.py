"""What the gateway adds to an operation: who may call it, its own refusals and limits, and other addresses."""

from typing import Any

from gateway.openapi import problems
from gateway.openapi.headers import headers_of_success
from gateway.placeholders import PLACEHOLDERS
from gateway.routes import Access, Route

Schema = dict[str, Any]
BEARER: Schema = {"bearer": []}
SECURITY: dict[Access, list[Schema]] = {
    "public": [],
    "unchecked": [{}, BEARER],
    "optional": [{}, BEARER],
    "required": [BEARER],
}


def completed(operation: Schema, route: Route, method: str) -> Schema:
    """Return a service's operation as a client sees it behind the gateway."""
    is_read = method == "GET"
    responses = _responses(operation, route.access(method), is_read=is_read, has_parameters="{" in route.path)
    limits = [*operation.get("x-limits", []), *_limits(route, method)]
    description = "\n\n".join(filter(None, [operation.get("description"), _in_words(limits), _other(route)]))
    security = SECURITY[route.access(method)]
    changes = {"description": description, "security": security, "responses": responses, "x-limits": limits}
    return operation | changes


def _responses(operation: Schema, access: Access, *, is_read: bool, has_parameters: bool) -> Schema:
    kept, codes = {}, dict[int, set[str]]()
    for status, answer in operation["responses"].items():
        if int(status) < 400:
            kept[status] = answer | {"headers": headers_of_success(operation, is_read=is_read)}
        codes.setdefault(int(status), set()).update(problems.codes_of(answer))
    for number, code in problems.gateway_codes(access, is_read=is_read, has_parameters=has_parameters):
        codes.setdefault(number, set()).add(code)
    refused = {str(number): problems.refusal(number, named) for number, named in sorted(codes.items()) if named}
    return {**kept, **refused}


def _limits(route: Route, method: str) -> list[Schema]:
    """Return the limits of the gateway's zones that count the request."""
    zones = [("anonymous", "address", "RATE_ANONYMOUS")] if route.access(method) != "required" else []
    zones += [("token", "token", "RATE_TOKEN")] if route.access(method) != "public" else []
    is_guarded = any(method in rule.methods and rule.limit == "credentials" for rule in route.rules)
    zones += [("credentials", "address", "RATE_CREDENTIALS")] if is_guarded else []
    zones.append(("address", "address", "RATE_ADDRESS"))
    rates = {name: str(PLACEHOLDERS[name].default).replace("r/s", "/second") for _, _, name in zones}
    return [{"name": f"gateway-{zone}", "per": per, "rate": rates[name]} for zone, per, name in zones]


def _in_words(limits: list[Schema]) -> str:
    return "Limits: " + ", ".join(f"{each['rate']} per {each['per']}" for each in limits) + "."


def _other(route: Route) -> str:
    """Return a sentence with the route's other addresses."""
    named = [f"`{address}`" for address in route.addresses if address != route.path]
    return f"Also at {', '.join(named)}." if named else ""
