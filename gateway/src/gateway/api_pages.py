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


class NoScripts(RuntimeError):
    """The package with the scripts is not installed."""


def copy_scripts(static: Path) -> None:
    """Copy the scripts into a folder of static files. Raises NoScripts."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoScripts(f"{PACKAGE} is not installed")
    source = Path(spec.origin).parent / "static" / PACKAGE
    for name, path in FILES.items():
        target = static / "api" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target)


if __name__ == "__main__":
    copy_scripts(Path(sys.argv[1]))
