"""The files of a stack: one folder on disk, one in memory."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
"""The folder that holds the Makefile."""


@dataclass(frozen=True)
class Layout:
    """The paths of one stack. Two stacks with different run folders share nothing."""

    run_dir: Path

    @property
    def digest(self) -> str:
        """Eight characters that distinguish this stack's names from another's."""
        return hashlib.sha256(str(self.run_dir).encode()).hexdigest()[:8]

    @property
    def volatile_dir(self) -> Path:
        """The folder in memory: sockets, cached token checks, deny list, keys, metrics. Empty after each start."""
        memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside, not a file in the open
        return (memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())) / f"kith-{self.digest}"

    @property
    def logs(self) -> Path:
        """One file per program."""
        return self.run_dir / "logs"

    @property
    def programs(self) -> Path:
        """One start script per program."""
        return self.run_dir / "programs"

    @property
    def secrets(self) -> Path:
        """One file per secret, readable by the owner only."""
        return self.run_dir / "secrets"

    @property
    def mail(self) -> Path:
        """One file per mail, unless MAIL_URL names a server."""
        return self.run_dir / "mail"

    @property
    def media(self) -> Path:
        """The files that people sent, one folder per service; nginx serves it."""
        return self.run_dir / "media"

    @property
    def uploads(self) -> Path:
        """Files that people send, while they arrive and are checked, one folder per program."""
        return self.run_dir / "uploads"

    @property
    def exports(self) -> Path:
        """Archives of what accounts have; nginx serves them by signed addresses."""
        return self.run_dir / "exports"

    @property
    def ports_file(self) -> Path:
        """The ports of the last start."""
        return self.run_dir / "ports.json"

    @property
    def state_file(self) -> Path:
        """The running stack; absent when none runs."""
        return self.run_dir / "state.json"

    @property
    def lock_file(self) -> Path:
        """Held as long as the stack runs."""
        return self.run_dir / "lock"

    @property
    def supervisor_socket(self) -> Path:
        """The supervisor's socket: in memory, since the path of a socket must be short."""
        return self.volatile_dir / "supervisor.sock"

    @property
    def supervisor_config(self) -> Path:
        """The supervisor's configuration."""
        return self.run_dir / "supervisord.conf"

    def server(self, name: str) -> Path:
        """Return the folder of a server: ``postgres``, ``rabbitmq``, ``redis``, ``gateway``."""
        return self.run_dir / name

    def database(self, package: str) -> Path:
        """Return the data folder of a service's PostgreSQL cluster."""
        return self.server("postgres") / package


def find_layout() -> Layout:
    """Return the layout that KITH_RUN_DIR names, or that of this checkout."""
    named = os.environ.get("KITH_RUN_DIR")
    return Layout(Path(named).absolute() if named else _default_run_dir())


def find_test_layout() -> Layout:
    """Return the layout of the stack that the tests start beside a running one."""
    named = os.environ.get("KITH_TEST_RUN_DIR")
    return Layout(Path(named).absolute() if named else _default_run_dir() / "tests")


def _default_run_dir() -> Path:
    """Return a folder in the checkout; under root, one that the users of the servers can reach."""
    if os.geteuid() != 0 or everyone_may_enter(CHECKOUT):
        return CHECKOUT / ".run"
    return outside_the_checkout()


def outside_the_checkout() -> Path:
    """Return the folder for files that other users need when they cannot access the checkout."""
    digest = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    return Path(f"/var/lib/kith-{digest}")


def everyone_may_enter(folder: Path) -> bool:
    """Return whether every user of the machine can reach a folder."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))
