"""Starts our Python programs, under root as users of their own, wherever the interpreter and the checkout are.

They may be in folders that only root can access, such as /root. Code there is copied to a folder that other users can
read. The interpreter is not copied: root opens its folder, and the program, which then runs as another user, accesses
it through the descriptor that it inherits. Permissions inside the folder still apply.
"""

import compileall
import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.errors import StackError
from stack.identity import is_root, launcher
from stack.layout import CHECKOUT, everyone_may_enter, outside_the_checkout

PACKAGES = Path(sysconfig.get_path("purelib"))
SOURCES = ("libs/*/src", "services/*/src", "gateway/src")
INTERPRETER = Path("/proc/self/fd/9")
START = f"""exec 9<"$1"; cd /
export HOME=/nonexistent PYTHONHOME={INTERPRETER} LD_LIBRARY_PATH={INTERPRETER}/lib
export PYTHONPATH="${{PYTHONPATH:+$PYTHONPATH:}}$2"
shift 2; exec "$@"
"""
"""PYTHONPATH may be set by a test that adds a defect. The program cannot access the HOME of this process."""


def python(user: str, *arguments: str) -> list[str]:
    """Return the command that runs Python with these arguments: as ``user`` under root, else as the present user."""
    if not is_root():
        return [sys.executable, *arguments]
    path = ":".join(str(reachable(folder)) for folder in [*sources(), PACKAGES])
    executable = INTERPRETER / Path(sys.executable).resolve().relative_to(Path(sys.base_prefix).resolve())
    start = ["/bin/sh", "-c", START, "python", sys.base_prefix, path]
    # -S: without the packages of the interpreter's own installation, as in a virtual environment.
    return [*start, *launcher(user), str(executable), "-SP", *arguments]


def prepare_python(users: list[str]) -> None:
    """Under root, create the missing users, and check that they can run Python; otherwise do nothing.

    Raises StackError when a user cannot be created, or cannot read the code.
    """
    if not is_root():
        return
    for user in users:
        _ensure_user(user)
    os.umask(0o022)
    if any(reachable(folder) != folder for folder in [*sources(), PACKAGES]):
        with _one_start_at_a_time():
            _copy_what_is_closed()
    for folder in sources():
        compileall.compile_dir(reachable(folder), quiet=2)  # the programs may not write to the folders of the code
    command = python(users[0], "-c", "import chassis, django, gateway, runtime")
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise StackError(f"{users[0]} cannot run the code ({reason}). As root: chmod -R go+rX {CHECKOUT} {sys.prefix}")


@contextmanager
def _one_start_at_a_time() -> Iterator[None]:
    """Wait until no other start of a stack copies the code of this checkout, and let none begin to."""
    folder = outside_the_checkout()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".copying").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sources() -> list[Path]:
    """Return the folders of our own packages."""
    return [path for pattern in SOURCES for path in sorted(CHECKOUT.glob(pattern))]


def reachable(folder: Path) -> Path:
    """Return the path of a code folder for other users: the folder, or its copy if they cannot access it."""
    return folder if everyone_may_enter(folder) else outside_the_checkout() / "code" / folder.relative_to("/")


def _copy_what_is_closed() -> None:
    """Copy our own code, and link the packages again if they have changed."""
    for folder in sources():
        if (copy := reachable(folder)) != folder:
            mirror(folder, copy)
    if (packages := reachable(PACKAGES)) == PACKAGES:
        return
    marker, wanted = packages.with_name(".copied"), (CHECKOUT / "uv.lock").read_text()
    if not marker.exists() or marker.read_text() != wanted:
        shutil.rmtree(packages, ignore_errors=True)
        shutil.copytree(PACKAGES, packages, copy_function=_link)
        marker.write_text(wanted)


def mirror(folder: Path, copy: Path) -> None:
    """Make a copy of a folder that everybody may read. One that is equal stays: another stack's programs may use it."""
    if _state(folder) == _state(copy):
        return
    draft = copy.with_name(f".{copy.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(folder, draft, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["chmod", "-R", "go+rX", str(draft)], check=True)  # noqa: S603, S607
    shutil.rmtree(copy, ignore_errors=True)
    draft.rename(copy)


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return the size and the time of the last change of each file; what is compiled from them is left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def _link(source: str, target: str) -> None:
    """Create a hard link to a file, or a copy if the file system does not allow that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _ensure_user(name: str) -> None:
    """Create a system user that owns nothing and cannot log in, unless it exists."""
    if _is_user(name):
        return
    options = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    done = subprocess.run(["useradd", *options, name], capture_output=True, text=True)  # noqa: S603, S607
    if done.returncode and not _is_user(name):  # another stack may have created it meanwhile
        raise StackError(f"The user {name} could not be made: {done.stderr.strip()}")


def _is_user(name: str) -> bool:
    return subprocess.run(["getent", "passwd", name], capture_output=True).returncode == 0  # noqa: S603, S607
