"""An nginx of its own: rendered, started, stopped; the caller removes its folder and its tmpfs."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gateway.api_pages import copy_scripts
from gateway.paths import GATEWAY_DIR, NJS, STATIC
from gateway.placeholders import fill
from gateway.render import render
from gateway.testing.tokens import SigningKey
from manifest import SERVICES
from runtime.ports import free_port, is_free
from runtime.waiting import wait_until

WORKERS = 2
EXPORT_SECRET = "a-secret-of-the-tests-that-signs-archives"  # noqa: S105 - of the tests alone
NO_LIMITS = {"RATE_ANONYMOUS", "RATE_CREDENTIALS", "RATE_TOKEN", "RATE_ADDRESS"}


class Nginx:
    """A gateway on a free port, in front of the services at ``addresses`` (by placeholder prefix, e.g. POSTS).

    Another nginx than the system's is taken from PATH, with its modules from MODULES_DIR.
    """

    def __init__(self, folder: Path, addresses: Mapping[str, str], **values: str) -> None:
        self.folder = folder
        self.volatile = Path(tempfile.mkdtemp(prefix="kith-gateway-", dir="/dev/shm"))
        self.volatile.chmod(0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "access.log"
        self.values = self._values(addresses) | values
        self._process: subprocess.Popen[bytes] | None = None

    def _values(self, addresses: Mapping[str, str]) -> dict[str, str]:
        nowhere = f"127.0.0.1:{free_port()}"
        return {
            "KITH_LISTEN": f"127.0.0.1:{self.port}",
            "SERVER_NAMES": "127.0.0.1 kith.test",
            "PUBLIC_URL": self.url,
            "JWT_ISSUER": self.url,
            "VOLATILE_DIR": str(self.volatile),
            "NJS_DIR": str(NJS),
            "MEDIA_DIR": str(self.volatile / "media"),
            "UPLOAD_DIR": str(self.volatile / "uploads"),
            "EXPORT_DIR": str(self.volatile / "exports"),
            "EXPORT_SECRET": EXPORT_SECRET,
            "STATIC_DIR": str(self.volatile / "static"),
            "ACCESS_LOG": str(self.log),
            "WORKER_PROCESSES": str(WORKERS),
            **({"MODULES_DIR": os.environ["MODULES_DIR"]} if "MODULES_DIR" in os.environ else {}),
            **dict.fromkeys(NO_LIMITS, "1000000r/s"),
            **{f"{each.variable}_ADDRESS": addresses.get(each.variable, nowhere) for each in SERVICES},
        }

    def start(self, *, extra: str = "") -> "Nginx":
        """Start, and return when it listens; ``extra`` are locations that only a benchmark needs."""
        render(self.folder / "nginx", self.values)
        # The workers, as their own user, may not be able to read the checkout.
        shutil.copytree(STATIC, self.volatile / "static", dirs_exist_ok=True)
        copy_scripts(self.volatile / "static")
        routes = self.folder / "nginx" / "routes.conf"
        routes.write_text(routes.read_text() + fill(extra, self.values))
        prepared = ("VOLATILE_", "KITH_TLS_", "EXPORT_")
        chosen = {name: value for name, value in self.values.items() if name.startswith(prepared)}
        environment = os.environ | chosen
        subprocess.run([GATEWAY_DIR / "bin" / "prepare-volatile"], env=environment, check=True)  # noqa: S603
        errors = (self.folder / "nginx.err").open("ab")
        command = ["nginx", "-e", "stderr", "-c", str(self.folder / "nginx" / "nginx.conf"), "-g", "daemon off;"]
        self._process = subprocess.Popen(command, stderr=errors, stdout=errors)  # noqa: S603
        wait_until(lambda: self._process_ended() or (len(self.workers) >= WORKERS and not is_free(self.port)))
        return self

    def stop(self, *, how: int = signal.SIGTERM) -> None:
        """Stop the process and return when it has ended; delete the tmpfs folder, unless it was killed.

        Workers of a master that is killed keep running, as in production.
        """
        if self._process:
            self._process.send_signal(how)
            self._process.wait(15)
        if how != signal.SIGKILL:
            shutil.rmtree(self.volatile, ignore_errors=True)

    def trust(self, key: SigningKey) -> None:
        """Publish a key, as the agent does."""
        (self.volatile / "keys" / f"{key.kid}.pem").write_bytes(key.pem)

    def deny(self, session_id: str) -> None:
        """Revoke a session, as the agent does."""
        (self.volatile / "deny" / session_id).write_text("9999999999")

    def logged(self) -> list[dict[str, object]]:
        """Return the lines of the access log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def errors(self) -> str:
        """Return what nginx wrote to its error log."""
        return (self.folder / "nginx.err").read_text()

    @property
    def master(self) -> int:
        """Return the process id of the master."""
        return self._process.pid if self._process else 0

    @property
    def workers(self) -> set[int]:
        """Return the process ids of the master's children; there are none until it listens."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return {int(pid) for pid in children.read_text().split()} if children.exists() else set()

    def _process_ended(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise RuntimeError(f"nginx ended: {self.errors()}")
        return False
