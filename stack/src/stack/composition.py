"""The parts of docker-compose.yml about the services, from the templates in ``deploy/compose``."""

import json
import re

from manifest import ISSUER, PROCESSES, SERVICES, Process, Service
from stack.layout import CHECKOUT

TEMPLATES = CHECKOUT / "deploy" / "compose"
FIRST_ADDRESS = 11
"""The last number of the first service's address; nginx resolves the addresses of its upstreams only when it starts."""
MEDIA_DIR, UPLOAD_DIR = "/var/lib/kith/media", "/var/lib/kith/uploads"
UPLOADS = f"UPLOAD_DIR: {UPLOAD_DIR}"
MEDIA = (
    f"MEDIA_DIR: {MEDIA_DIR}",
    UPLOADS,
    *(f'{name}: "${{{name}:-}}"' for name in ("MEDIA_BUCKET", "MEDIA_BUCKET_URL", "MEDIA_BUCKET_REGION")),
    *(f'{name}: "${{{name}:-}}"' for name in ("MEDIA_BUCKET_KEY", "MEDIA_BUCKET_SECRET")),
)
EXPORT_DIR = "/var/lib/kith/exports"
MEMORY = "mem_limit: 1g  # a picture of 40 megapixels is decoded"
METRICS = "environment: {{<<: *{name}-environment, PROMETHEUS_MULTIPROC_DIR: /tmp/metrics}}"


def parts() -> dict[str, list[str]]:
    """Return the lines of every part of the file that is generated from the manifest."""
    return {
        "health": [
            line for each in PROCESSES for line in [*_filled("health", kind=each.kind, port=str(each.port)), ""]
        ],
        "urls": [
            f"JWKS_URL: {_url(ISSUER)}/.well-known/jwks.json",
            *(f"{service.variable}_URL: {_url(service)}" for service in SERVICES),
            f"CONTENT_URLS: {','.join(_url(service) for service in SERVICES if service.shows_content)}",
        ],
        "services": [line for service in SERVICES for line in _service(service)],
        "addresses": [f"{service.variable}_ADDRESS: {_url(service)[7:]}" for service in SERVICES],
        "healthy": [f"{service.name}: {{condition: service_healthy}}" for service in SERVICES],
        "volumes": [f"{name}: {{}}" for service in SERVICES for name in _volumes(service)],
        "media": [
            *(f"- {each.name}-media:{MEDIA_DIR}/{each.package}:ro" for each in SERVICES if each.keeps_media),
            *(f"- {each.name}-exports:{EXPORT_DIR}:ro" for each in SERVICES if each.makes_exports),
        ],
    }


def _volumes(service: Service) -> list[str]:
    kept = [f"{service.name}-media"] if service.keeps_media else []
    taken = [f"{service.name}-uploads"] if service.takes_files else []
    made = [f"{service.name}-exports"] if service.makes_exports else []
    return [f"{service.name}-database", *kept, *taken, *made]


def _folders(service: Service) -> list[str]:
    kept = [f"- {service.name}-media:{MEDIA_DIR}/{service.package}"] if service.keeps_media else []
    taken = [f"- {service.name}-uploads:{UPLOAD_DIR}"] if service.takes_files else []
    made = [f"- {service.name}-exports:{EXPORT_DIR}"] if service.makes_exports else []
    return [*kept, *taken, *made]


def _variables_of_folders(service: Service) -> list[str]:
    taken = MEDIA if service.keeps_media else [UPLOADS] if service.takes_files else []
    return [*taken, *([f"EXPORT_DIR: {EXPORT_DIR}"] if service.makes_exports else [])]


def _url(service: Service) -> str:
    return f"http://{service.name}:{service.process('web').port}"


def _service(service: Service) -> list[str]:
    """Return the containers of a service: its database, its migrations, its processes."""
    commands = [f"python -m django {command}" for command in ("migrate --noinput", *service.setup)]
    lines = _filled(
        "service",
        name=service.name,
        package=service.package,
        setup=" && ".join(commands),
        secrets="\n".join(f"{name}_FILE: /run/secrets/{name.lower()}" for name in service.secrets),
        variables="\n".join(f'{name}: "${{{name}:-{value}}}"' for name, value in service.variables),
        media="\n".join(_variables_of_folders(service)),
        memory=MEMORY if service.takes_files else "",
        folders="\n".join(_folders(service)),
    )
    return [*lines, *(line for process in service.processes for line in _process(service, process)), ""]


def _process(service: Service, process: Process) -> list[str]:
    is_web = process.kind == "web"
    number = FIRST_ADDRESS + SERVICES.index(service)
    return _filled(
        "process",
        name=service.name,
        kind=process.kind,
        container=service.name if is_web else service.program(process.kind),
        command=json.dumps(["python", "-m", *process.command]),
        network=f'networks: {{back: {{ipv4_address: "${{KITH_SUBNET:-10.203.0}}.{number}"}}}}' if is_web else "",
        environment=METRICS.format(name=service.name) if process.forks else "",
        needs="\n".join(f"{server}: {{condition: service_healthy}}" for server in process.needs),
    )


def _filled(template: str, **values: str) -> list[str]:
    """Return the lines of a template.

    A value of several lines keeps the indent; a line whose value is empty is left out.
    """
    lines: list[str] = []
    for line in (TEMPLATES / f"{template}.yml").read_text().splitlines():
        alone = re.fullmatch(r"( *)@(\w+)@", line)
        if alone:
            lines += [alone[1] + each for each in values[alone[2]].splitlines()]
        else:
            lines.append(re.sub(r"@(\w+)@", lambda match: values[match[1]], line))
    return lines
