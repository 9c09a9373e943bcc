"""Write the gateway's nginx configuration: the templates, and what is generated from the route table."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from gateway.locations import location_blocks, service_blocks, upstream_blocks
from gateway.paths import TEMPLATES
from gateway.placeholders import PLACEHOLDERS, fill
from gateway.problems import challenge_map, error_pages, problem_blocks
from gateway.routes import ROUTES

__all__ = ["PLACEHOLDERS", "files", "render"]


def files() -> dict[str, str]:
    """Return every file of the configuration by its name, with the placeholders still open."""
    written = {path.name: path.read_text() for path in TEMPLATES.glob("*.conf")}
    made = {
        "routes.conf": location_blocks(),
        "services.conf": service_blocks(),
        "upstreams.conf": upstream_blocks(),
        "challenges.conf": challenge_map(),
        "error-pages.conf": error_pages(),
        "problems.conf": problem_blocks(),
    }
    return written | made


def render(out: Path, values: Mapping[str, str] | None = None) -> None:
    """Write the files into ``out``: filled when ``values`` are given, else open and named ``<name>.template``.

    Raises MissingValue when ``values`` lack one that has no default.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        if values is None:
            (out / f"{name}.template").write_text(text)
        else:
            (out / name).write_text(fill(text, values))


def main() -> None:
    """Write the templates, write them filled from the environment, or print the routes."""
    parser = argparse.ArgumentParser(prog="python -m gateway.render", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the files")
    parser.add_argument("--fill", action="store_true", help="fill the placeholders from the environment")
    parser.add_argument("--routes", action="store_true", help="print the routes")
    options = parser.parse_args()
    if options.out:
        render(options.out, os.environ if options.fill else None)
    if options.routes:
        for route in ROUTES:
            for rule in route.rules:
                print(rule.service, ",".join(rule.methods), *route.addresses, rule.access, rule.limit)


if __name__ == "__main__":
    main()
