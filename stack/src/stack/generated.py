"""The parts of files that are generated from the manifest: `make manifest` writes them, a test compares them.

A part is between the lines ``# manifest: <name>`` and ``# manifest: end``.
"""

import re
from pathlib import Path

from manifest import SERVICES
from stack import composition
from stack.layout import CHECKOUT

PART = re.compile(r"^(?P<indent> *)# manifest: (?P<name>[a-z]+)\n.*?^ *# manifest: end\n", re.MULTILINE | re.DOTALL)
FILES = ("docker-compose.yml", "pyproject.toml", ".env.example")


def parts() -> dict[str, list[str]]:
    """Return the lines of every part."""
    packages = [service.package for service in SERVICES]
    return {
        "packages": [", ".join(f'"{package}"' for package in packages) + ","],
        "layer": [f'"{" | ".join([*packages, "gateway"])}",'],
        "sources": [f'"services/{service.name}/src",' for service in SERVICES],
        "urlexamples": [f"{service.variable}_URL=http://127.0.0.1:{8001 + n}" for n, service in enumerate(SERVICES)],
        "addressexamples": [f"{service.variable}_ADDRESS=127.0.0.1:{8001 + n}" for n, service in enumerate(SERVICES)],
    } | composition.parts()


def updated(text: str) -> str:
    """Return the text of a file with its parts as the manifest has them. Raises KeyError for a part without rules."""
    found = parts()

    def part(match: re.Match[str]) -> str:
        lines = [f"# manifest: {match['name']}", *found[match["name"]], "# manifest: end"]
        return "".join(f"{match['indent']}{line}".rstrip() + "\n" for line in lines)

    return PART.sub(part, text)


def outdated(folder: Path = CHECKOUT) -> list[Path]:
    """Return the files whose parts do not match the manifest."""
    files = [folder / name for name in FILES]
    return [file for file in files if file.read_text() != updated(file.read_text())]


if __name__ == "__main__":
    for each in outdated():
        each.write_text(updated(each.read_text()))
