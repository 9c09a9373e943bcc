"""A private RabbitMQ node for tests and measurements: own name, folders, ports and port mapper, gone afterwards."""

import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pika

from bus.definitions import definitions, password_hash
from bus.topology import BROKER_FLAGS, EVENTS_EXCHANGE, LOG_STREAM, STREAM_ARGUMENTS, VHOST
from runtime.ports import free_port
from runtime.waiting import becomes_true

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
START_SECONDS = 60.0
ADMINISTRATOR = "administrator"
"""A user of every node here that may do everything in Kith's vhost."""
CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
load_definitions = {folder}/definitions.json
log.file.level = info
disk_free_limit.absolute = 100MB
raft.wal_max_size_bytes = 33554432
management.tcp.ip = 127.0.0.1
management.tcp.port = {management_port}
management.disable_stats = true
management_agent.disable_metrics_collector = true
"""


class Broker:
    """A RabbitMQ node with Kith's definitions. Use as a context manager, or call ``start`` and ``close``."""

    def __init__(self, folder: Path, services: Mapping[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.management_port = free_port()
        self._mapper_port = free_port()
        self._distribution_port = free_port()
        self._passwords = dict(services) | {ADMINISTRATOR: secrets.token_hex(20)}
        self._mapper: subprocess.Popen[bytes] | None = None
        self._node: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Broker":
        """Start the node."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the node and its port mapper."""
        self.close()

    def url(self, service: str) -> str:
        """Return the AMQP_URL of a service."""
        return f"amqp://{service}:{self._passwords[service]}@127.0.0.1:{self.port}/{VHOST}"

    @property
    def management_url(self) -> str:
        """Return the AMQP_MANAGEMENT_URL of every service."""
        return f"http://127.0.0.1:{self.management_port}"

    def start(self) -> None:
        """Start the node and wait until it takes connections. Raises TimeoutError with the end of its output."""
        self._write_files()
        if self._mapper is None:
            command = ["epmd", "-port", str(self._mapper_port), "-address", "127.0.0.1"]
            self._mapper = self._spawn(command)
        self._node = self._spawn([str(PROGRAMS / "rabbitmq-server")])
        self._wait_until_ready(self._node)

    def kill(self) -> None:
        """Kill the node without a shutdown, also one that another thread is starting."""
        if self._node is not None and self._node.poll() is None:
            os.killpg(self._node.pid, signal.SIGKILL)
            self._node.wait()

    def close(self) -> None:
        """End everything. The node is killed: nobody reads its data again, and its shutdown takes some six seconds."""
        self.kill()
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper.wait()
        self._node = self._mapper = None

    def control(self, *arguments: str) -> str:
        """Run ``rabbitmqctl`` on this node and return what it prints. Raises CalledProcessError."""
        command = [str(PROGRAMS / "rabbitmqctl"), "-q", *arguments]
        done = subprocess.run(command, env=self._environment(), check=True, capture_output=True, text=True)  # noqa: S603
        return done.stdout

    def renew_log(self, **arguments: Any) -> None:
        """Replace the log of the public events by an empty one, which differs from Kith's in these queue arguments.

        ``rabbitmqctl`` could do it, with a second of processor time for each call.
        """
        with pika.BlockingConnection(pika.URLParameters(self.url(ADMINISTRATOR))) as connection:
            channel = connection.channel()
            channel.queue_delete(LOG_STREAM)
            channel.queue_declare(LOG_STREAM, durable=True, arguments=STREAM_ARGUMENTS | arguments)
            channel.queue_bind(LOG_STREAM, EVENTS_EXCHANGE, "#")

    def flush(self) -> None:
        """Have the node write its registers of queues to disk, which it does by itself only after a quiet second.

        RabbitMQ 3.10 does not find a quorum queue again when it is killed before that.
        """
        self.control("eval", "[dets:sync(Table) || Table <- dets:all()], mnesia:dump_log().")

    def _write_files(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(secrets.token_hex(20))
            cookie.chmod(0o400)
            (self.folder / "rabbitmq-env.conf").write_text("")
            (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
            (self.folder / "definitions.json").write_text(json.dumps(self._definitions()))
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION.format(**vars(self)))

    def _definitions(self) -> dict[str, Any]:
        found = definitions({name: word for name, word in self._passwords.items() if name != ADMINISTRATOR})
        hashed = password_hash(self._passwords[ADMINISTRATOR], secrets.token_bytes(4))
        found["users"].append({"name": ADMINISTRATOR, "password_hash": hashed, "tags": []})
        rights = dict.fromkeys(("configure", "write", "read"), ".*")
        found["permissions"].append({"user": ADMINISTRATOR, "vhost": VHOST} | rights)
        return found

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._mapper_port),
            "RABBITMQ_NODENAME": f"kith-{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            # Otherwise the node starts its own port mapper, as a daemon that keeps running.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"-start_epmd false +S 1:1 {BROKER_FLAGS}",
            "RUNNING_UNDER_SYSTEMD": "1",  # makes the script exec the node: one process
        }

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        # Ends the process when the test run is killed.
        tied = [shutil.which("setpriv") or "setpriv", "--pdeathsig", "KILL", *command]
        with (self.folder / "output.log").open("ab") as output:
            return subprocess.Popen(  # noqa: S603
                tied,
                env=self._environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_ready(self, node: subprocess.Popen[bytes]) -> None:
        decided = becomes_true(lambda: node.poll() is not None or self._is_up(), seconds=START_SECONDS)
        if not decided or node.poll() is not None:
            raise TimeoutError(self._end_of_output())

    def _end_of_output(self) -> str:
        # When a listener cannot start, RabbitMQ writes the reason at the begin of a line of 10,000 characters.
        lines = (self.folder / "output.log").read_text().splitlines()
        return "\n".join(line[:300] for line in lines[-20:])

    def _is_up(self) -> bool:
        with suppress(pika.exceptions.AMQPError, OSError):
            pika.BlockingConnection(pika.URLParameters(self.url(next(iter(self._passwords))))).close()
            return True
        return False
