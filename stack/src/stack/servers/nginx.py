"""The gateway's nginx, with the configuration that the gateway renders."""

import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from gateway.api_pages import copy_scripts
from gateway.openapi.instance import in_force
from gateway.paths import GATEWAY_DIR, NJS, STATIC
from gateway.placeholders import PLACEHOLDERS
from gateway.render import render
from manifest import SERVICES
from stack.addresses import LOOPBACK, Addresses
from stack.credentials import secret
from stack.identity import make_folder
from stack.layout import Layout
from stack.machine import own_names
from stack.packages import njs_module_folder
from stack.program import Program

EVERY_INTERFACE = "0.0.0.0"  # noqa: S104 only compared with
ACCESS_LOG_BYTES = 50_000_000
"""An access log that is longer when the stack starts is renamed; the previous renamed one is deleted."""


def program(layout: Layout) -> Program:
    """Return the program of nginx. QUIT lets it finish the requests in progress."""
    configuration = layout.server("gateway") / "nginx.conf"
    return Program(
        name="nginx",
        group="gateway",
        command=["nginx", "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"],
        environment={
            "VOLATILE_DIR": str(layout.volatile_dir),
            "EXPORT_SECRET": secret(layout, "export"),
            **_certificate(),
        },
        stop_signal="QUIT",
        wait_for=f"sh '{GATEWAY_DIR}/bin/prepare-volatile'",
    )


def prepare(addresses: Addresses) -> None:
    """Write nginx's configuration and rename a long access log."""
    layout = addresses.layout
    access_log = layout.logs / "access.log"
    if access_log.exists() and access_log.stat().st_size > ACCESS_LOG_BYTES:
        access_log.rename(access_log.with_suffix(".log.1"))
    folder = layout.server("gateway")
    shutil.rmtree(folder, ignore_errors=True)
    render(make_folder(folder, mode=0o755), values(addresses, access_log))
    # The workers, as their own user, may not be able to read the checkout.
    shutil.copytree(STATIC, folder / "static")
    copy_scripts(folder / "static")
    _publish_limits(folder / "static" / "api" / "instance.json")


def _publish_limits(file: Path) -> None:
    """Put the limits that are in force into what the installation publishes of itself."""
    scale = float(os.environ.get("LIMIT_SCALE") or 1)
    published = in_force(json.loads(file.read_text()), _limits(scale), scale)
    file.write_text(json.dumps(published, separators=(",", ":")))


def values(addresses: Addresses, access_log: Path) -> dict[str, str]:
    """Return the values of the placeholders in the gateway's templates."""
    ports = addresses.ports
    chosen = {
        "KITH_LISTEN": f"{os.environ.get('KITH_HOST') or LOOPBACK}:{ports['public']}",
        "LISTEN_OPTIONS": "ssl http2" if _certificate() else "",
        "SERVER_NAMES": " ".join(_server_names(addresses)),
        "PUBLIC_URL": addresses.public_url,
        "KITH_CORS_ORIGINS": os.environ.get("KITH_CORS_ORIGINS", ""),
        "JWT_ISSUER": addresses.public_url,
        "VOLATILE_DIR": str(addresses.layout.volatile_dir),
        "MEDIA_DIR": str(addresses.layout.media),
        "UPLOAD_DIR": str(addresses.layout.uploads / "gateway"),
        "EXPORT_DIR": str(addresses.layout.exports),
        "NJS_DIR": str(NJS),
        "STATIC_DIR": str(addresses.layout.server("gateway") / "static"),
        "MODULES_DIR": str(njs_module_folder()),
        "ACCESS_LOG": str(access_log),
    }
    chosen |= {f"{s.variable}_ADDRESS": f"{LOOPBACK}:{ports[s.web]}" for s in SERVICES}
    return chosen | _limits(float(os.environ.get("LIMIT_SCALE") or 1))


def _certificate() -> dict[str, str]:
    """Return the files of the certificate, or nothing if nginx does not terminate TLS."""
    found = {
        "KITH_TLS_CERTIFICATE": os.environ.get("KITH_TLS_CERTIFICATE", ""),
        "KITH_TLS_KEY": os.environ.get("KITH_TLS_KEY", ""),
    }
    return {name: str(Path(path).resolve()) for name, path in found.items() if path}


def _server_names(addresses: Addresses) -> list[str]:
    """Return the host names that callers may use; if nginx listens on all interfaces, also those of the machine."""
    host = os.environ.get("KITH_HOST") or LOOPBACK
    own = {"localhost", LOOPBACK, urlsplit(addresses.public_url).hostname or LOOPBACK}
    own |= own_names() if host == EVERY_INTERFACE else {host}
    return sorted(own | set(os.environ.get("KITH_SERVER_NAMES", "").split()))


def _limits(scale: float) -> dict[str, str]:
    """Return the gateway's limits times LIMIT_SCALE, as the services do with theirs."""
    limits = {name: p.default for name, p in PLACEHOLDERS.items() if name.startswith(("RATE_", "CONNECTIONS_"))}
    return {name: _scaled(limit, scale) for name, limit in limits.items() if limit}


def _scaled(limit: str, scale: float) -> str:
    """Multiply the number at the start of a limit such as ``50r/s``, up to the maximum of nginx."""
    return re.sub(r"^\d+", lambda number: str(min(65535, max(1, round(int(number[0]) * scale)))), limit)
