"""The servers and tools of the operating system: finds them, and installs them if that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

from stack.errors import StackError
from stack.identity import is_root
from stack.layout import CHECKOUT

NJS_MODULES = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules")


def missing_packages(*tools: str) -> list[str]:
    """Return the Debian packages that are missing: of the four servers, and of tools with the name of their package."""
    found = {
        "nginx": shutil.which("nginx", path=search_path()),
        "libnginx-mod-http-js": njs_module_folder(),
        "postgresql": any(Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")) or shutil.which("initdb"),
        "rabbitmq-server": Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists(),
        "redis-server": shutil.which("redis-server"),
    } | {tool: shutil.which(tool) for tool in tools}
    return [package for package, place in found.items() if not place]


def ensure_packages(*tools: str) -> list[str]:
    """Install what is missing, as root or with sudo, and return its names.

    Raises StackError with the command to type if neither is possible.
    """
    missing = missing_packages(*tools)
    if not missing:
        return []
    if not is_root() and not shutil.which("sudo"):
        raise StackError(f"Not installed: {', '.join(missing)}. As root: apt-get install {' '.join(missing)}")
    script = CHECKOUT / "stack" / "bin" / "install-packages"
    if subprocess.run(["sh", str(script), *missing]).returncode or missing_packages(*tools):  # noqa: S603, S607
        raise StackError(f"Could not install {', '.join(missing)}. By hand: sudo apt-get install {' '.join(missing)}")
    return missing


def njs_module_folder() -> Path | None:
    """Return the folder of nginx's JavaScript module."""
    folders = [Path(folder) for folder in NJS_MODULES if (Path(folder) / "ngx_http_js_module.so").exists()]
    return folders[0] if folders else None


def search_path() -> str:
    """Return PATH with the folders of system programs, which an ordinary user's PATH lacks."""
    return os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"
