"""The environment variables of each service's processes; .env.example explains them."""

import os

from stack.addresses import Addresses
from stack.credentials import secret
from stack.services import SERVICES, Service

INHERITED = ("PATH", "HOME", "LANG", "TZ", "LOG_LEVEL", "LIMIT_SCALE", "ACCESS_TOKEN_SECONDS", "KEY_OVERLAP_SECONDS")
"""What a person may set before `make run`; everything else of the shell stays outside."""


def service_environment(addresses: Addresses, service: Service) -> dict[str, str]:
    """Return what a command of the service needs: `python -m django …`."""
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
    environment |= {f"{peer.variable}_URL": addresses.internal_url(f"{peer.name}-web") for peer in SERVICES}
    if service.name == "auth":
        environment["SIGNING_KEYS_SECRET"] = secret(addresses.layout, "signing-keys")
    else:
        environment["JWKS_URL"] = addresses.internal_url("auth-web") + "/.well-known/jwks.json"
    return environment


def web_environment(addresses: Addresses, service: Service) -> dict[str, str]:
    """Return what the service's web process needs."""
    name = f"{service.name}-web"
    return service_environment(addresses, service) | {
        "WEB_ADDRESS": f"127.0.0.1:{addresses.ports[name]}",
        "WEB_WORKERS": os.environ.get("WEB_WORKERS") or "1",
        "WEB_THREADS": os.environ.get("WEB_THREADS") or "8",
        "PROMETHEUS_MULTIPROC_DIR": str(addresses.layout.volatile_dir / "metrics" / name),
    }


def worker_environment(addresses: Addresses, service: Service) -> dict[str, str]:
    """Return what the service's worker needs."""
    address = f"127.0.0.1:{addresses.ports[f'{service.name}-worker']}"
    return service_environment(addresses, service) | {"WORKER_ADDRESS": address}


def inherited() -> dict[str, str]:
    """Return the variables that every process gets from the person who starts the stack."""
    chosen = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return chosen | {"PYTHONUNBUFFERED": "1", "LIMIT_SCALE": os.environ.get("LIMIT_SCALE") or "1"}
