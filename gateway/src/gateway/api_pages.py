"""The scripts of the pages that show the API document: taken from an installed package, not kept in the repository."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "drf_spectacular_sidecar"
FILES = {
    "swagger/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "redoc/redoc.standalone.js": "redoc/bundles/redoc.standalone.js",
}
"""The files served under /api/, and their paths in the package."""
REDOC = "redoc/redoc.standalone.js"
FOREIGN, OWN = "https://cdn.redoc.ly/redoc/logo-mini.svg", "/favicon.ico"
"""A picture of another host in ReDoc, which the policy of the page forbids to load, and what is shown in its place."""


class NoScripts(RuntimeError):
    """The package with the scripts is not installed, or has other scripts than expected."""


def copy_scripts(static: Path) -> None:
    """Copy the scripts into a folder of static files, without what they load from other hosts. Raises NoScripts."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoScripts(f"{PACKAGE} is not installed")
    source = Path(spec.origin).parent / "static" / PACKAGE
    for name, path in FILES.items():
        target = static / "api" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target)
    _replace_picture(static / "api" / REDOC)


def _replace_picture(script: Path) -> None:
    """Let ReDoc show a picture of the gateway. Raises NoScripts when it no longer loads the other one."""
    text = script.read_text()
    if FOREIGN not in text:
        raise NoScripts(f"{script.name} no longer loads {FOREIGN}: remove the replacement")
    script.write_text(text.replace(FOREIGN, OWN))


if __name__ == "__main__":
    copy_scripts(Path(sys.argv[1]))
