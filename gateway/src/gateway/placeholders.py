"""The settings of a deployment: the names in ${CAPITALS} that the rendered files leave open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from manifest import SERVICES

PATTERN = re.compile(r"\$\{([A-Z_]+)\}")


@dataclass(frozen=True)
class Placeholder:
    """A name to be filled in; without a default it must be given."""

    meaning: str
    default: str | None = None


PLACEHOLDERS: dict[str, Placeholder] = {
    "KITH_LISTEN": Placeholder("what nginx listens on: address:port, or a port"),
    "LISTEN_OPTIONS": Placeholder("`ssl http2` where nginx ends TLS", ""),
    "SERVER_NAMES": Placeholder("host names that callers may use, separated by spaces; others get 421"),
    "PUBLIC_URL": Placeholder("the public URL without a slash at the end; links begin with it"),
    "KITH_CORS_ORIGINS": Placeholder("origins whose pages may use the API, separated by spaces or commas, or `*`", ""),
    **{f"{service.variable}_ADDRESS": Placeholder(f"host:port of {service.name}") for service in SERVICES},
    "UPSTREAM_OPTIONS": Placeholder("`resolve` where nginx (>= 1.27.3) must follow changing addresses", ""),
    "RESOLVER": Placeholder("name server and its options; only asked with `resolve`", "127.0.0.11 valid=5s"),
    "VOLATILE_DIR": Placeholder("folder on tmpfs, shared with the agent, made ready by bin/prepare-volatile"),
    "JWT_ISSUER": Placeholder("`iss` of every token: the public URL"),
    "JWT_AUDIENCE": Placeholder("`aud` of every token", "kith"),
    "MEDIA_DIR": Placeholder("folder of the pictures; nginx only reads it"),
    "UPLOAD_DIR": Placeholder("folder on disk for bodies with files while they arrive"),
    "EXPORT_DIR": Placeholder("folder of the archives that accounts ask for; nginx only reads it"),
    "NJS_DIR": Placeholder("folder of the .js files: gateway/njs"),
    "STATIC_DIR": Placeholder("folder of the start page: gateway/static"),
    "MODULES_DIR": Placeholder("folder of ngx_http_js_module.so", "/usr/lib/nginx/modules"),
    "WORKER_USER": Placeholder("user of the workers when nginx is started by root", "www-data"),
    "WORKER_PROCESSES": Placeholder("number of workers, or auto", "auto"),
    "ACCESS_LOG": Placeholder("file of the access log", "/dev/stdout"),
    "RATE_ANONYMOUS": Placeholder("requests without a token, for each address", "50r/s"),
    "RATE_CREDENTIALS": Placeholder("log-ins, registrations and refreshes, for each address", "5r/s"),
    "RATE_TOKEN": Placeholder("requests with one token", "100r/s"),
    "RATE_ADDRESS": Placeholder("requests of any kind, for each address", "2000r/s"),
    "CONNECTIONS_PER_ADDRESS": Placeholder("connections with a request under way, for each address", "256"),
}


class MissingValue(KeyError):
    """A placeholder without a default was not given a value; the argument is its name."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with every placeholder replaced. Raises MissingValue; unknown names are missing too."""
    return PATTERN.sub(lambda match: _value(match[1], values), text)


def _value(name: str, values: Mapping[str, str]) -> str:
    value = values.get(name, PLACEHOLDERS[name].default if name in PLACEHOLDERS else None)
    if value is None:
        raise MissingValue(name)
    return value
