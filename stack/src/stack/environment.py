"""The environment variables of each service's processes; .env.example explains them."""

import os

from manifest import ISSUER, SERVICES, Service
from stack.addresses import Addresses
from stack.credentials import secret

INHERITED = (
    *("PATH", "HOME", "LANG", "TZ", "LOG_LEVEL", "LIMIT_SCALE"),
    *(
        "MEDIA_URL",
        "MEDIA_BUCKET",
        "MEDIA_BUCKET_URL",
        "MEDIA_BUCKET_REGION",
        "MEDIA_BUCKET_KEY",
        "MEDIA_BUCKET_SECRET",
    ),
    *("ACCESS_TOKEN_SECONDS", "KEY_OVERLAP_SECONDS", "ERASURE_SETTLE_SECONDS", "WEB_WORKERS", "WEB_THREADS"),
)
"""The variables that may be set before `make run`; all others of the shell are ignored."""


def service_environment(addresses: Addresses, service: Service) -> dict[str, str]:
    """Return the variables that a command of the service needs: `python -m django …`."""
    environment = inherited() | {
        "DJANGO_SETTINGS_MODULE": f"{service.package}.settings",
        "DATABASE_URL": addresses.database_url(service),
        "AMQP_URL": addresses.broker_url(service.package),
        "AMQP_MANAGEMENT_URL": addresses.internal_url("rabbitmq-management"),
        "REDIS_URL": addresses.redis_url(service.package),
        "SECRET_KEY": secret(addresses.layout, f"{service.package}-secret-key"),
        "INTERNAL_SECRET": secret(addresses.layout, "internal"),
        "JWT_ISSUER": addresses.public_url,
        "PUBLIC_URL": addresses.public_url,
    }
    environment |= {f"{peer.variable}_URL": addresses.internal_url(peer.web) for peer in SERVICES}
    environment["CONTENT_URLS"] = ",".join(addresses.internal_url(each.web) for each in SERVICES if each.shows_content)
    environment |= {name: secret(addresses.layout, _file_of(name)) for name in service.secrets}
    environment |= _own_variables(addresses, service)
    if service.keeps_media:
        environment["MEDIA_DIR"] = str(addresses.layout.media)
    if service.takes_files:
        environment["UPLOAD_DIR"] = str(addresses.layout.uploads / service.name)
    if service.makes_exports:
        environment["EXPORT_DIR"] = str(addresses.layout.exports)
    if service is not ISSUER:
        environment["JWKS_URL"] = addresses.internal_url(ISSUER.web) + "/.well-known/jwks.json"
    return environment


def process_environment(addresses: Addresses, service: Service, kind: str) -> dict[str, str]:
    """Return the variables that one process of the service needs: its ``web``, its ``worker``."""
    name, process = service.program(kind), service.process(kind)
    environment = service_environment(addresses, service)
    environment[process.address] = f"127.0.0.1:{addresses.ports[name]}"
    if process.forks:
        environment["PROMETHEUS_MULTIPROC_DIR"] = str(addresses.layout.volatile_dir / "metrics" / name)
    return environment


def _own_variables(addresses: Addresses, service: Service) -> dict[str, str]:
    """Return what only this service gets of what a person may have set; without MAIL_URL mails go into a folder."""
    names = [name for name, _ in service.variables]
    local = {"MAIL_URL": addresses.layout.mail.as_uri()} if "MAIL_URL" in names else {}
    return local | {name: os.environ[name] for name in names if os.environ.get(name)}


def _file_of(variable: str) -> str:
    """Return the name of the file of a secret: ``signing-keys`` for SIGNING_KEYS_SECRET."""
    return variable.removesuffix("_SECRET").lower().replace("_", "-")


def inherited() -> dict[str, str]:
    """Return the variables of the shell that every process gets."""
    chosen = {name: os.environ[name] for name in INHERITED if os.environ.get(name)}
    return chosen | {"PYTHONUNBUFFERED": "1", "LIMIT_SCALE": os.environ.get("LIMIT_SCALE") or "1"}
