"""A private RabbitMQ node, and the Erlang port mapper that it needs."""

import json
import subprocess

from bus.definitions import definitions
from bus.topology import BROKER_FLAGS
from manifest import SERVICES
from stack.agent import GATEWAY_USER
from stack.credentials import secret
from stack.identity import launcher, make_folder, write_file
from stack.layout import Layout
from stack.packages import search_path
from stack.program import Program

USER = "rabbitmq"
PROGRAMS = "/usr/lib/rabbitmq/bin"

LOCAL_NODE = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
load_definitions = {folder}/definitions.json
log.console = true
log.console.level = info
log.console.formatter = json
log.file = false
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
management.tcp.ip = 127.0.0.1
management.tcp.port = {management_port}
management.disable_stats = true
management_agent.disable_metrics_collector = true
"""


def programs(layout: Layout, ports: dict[str, int]) -> list[Program]:
    """Return the port mapper and the node.

    The mapper has its own program and port: one that the node starts by itself would keep running as a daemon.
    """
    environment, folder = node_environment(layout, ports), layout.server("rabbitmq")
    mapper_is_there = f"epmd -port {ports['epmd']} -names >/dev/null 2>&1"
    return [
        Program(
            "epmd", "mapper", ["epmd", "-port", str(ports["epmd"]), "-address", "127.0.0.1"], user=USER, folder=folder
        ),
        Program(
            name="rabbitmq",
            group="servers",
            command=[f"{PROGRAMS}/rabbitmq-server"],
            environment=environment | {"RUNNING_UNDER_SYSTEMD": "1"},  # makes the script exec the node: one process
            user=USER,
            stop_seconds=30,
            wait_for=mapper_is_there,
            folder=folder,
        ),
    ]


def prepare(layout: Layout, ports: dict[str, int]) -> None:
    """Write the node's settings, users, exchanges and rights."""
    folder = make_folder(layout.server("rabbitmq"), user=USER)
    make_folder(folder / "data", user=USER)
    configuration = CONFIGURATION.format(
        port=ports["rabbitmq"], management_port=ports["rabbitmq-management"], folder=folder
    )
    write_file(folder / "rabbitmq.conf", configuration, user=USER)
    write_file(folder / "definitions.json", json.dumps(definitions(_passwords(layout)), indent=2), user=USER)
    write_file(folder / "enabled_plugins", "[rabbitmq_management].\n", user=USER)
    write_file(folder / "rabbitmq-env.conf", "", user=USER)
    write_file(folder / ".erlang.cookie", secret(layout, "erlang-cookie"), user=USER, mode=0o400)


def node_environment(layout: Layout, ports: dict[str, int]) -> dict[str, str]:
    """Return the variables that rabbitmq-server and rabbitmqctl need for this node."""
    folder = layout.server("rabbitmq")
    return {
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "RABBITMQ_NODENAME": f"kith-{layout.digest}@localhost",
        "RABBITMQ_DIST_PORT": str(ports["rabbitmq-distribution"]),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "data"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{LOCAL_NODE} {BROKER_FLAGS}",
        "LANG": "C.UTF-8",
    }


def control(layout: Layout, ports: dict[str, int], *arguments: str, given: str = "") -> str:
    """Run rabbitmqctl on this node, with ``given`` as its input; return what it prints. Raises CalledProcessError."""
    command = [*launcher(USER), f"{PROGRAMS}/rabbitmqctl", "--quiet", *arguments]
    done = subprocess.run(  # noqa: S603
        command,
        env=node_environment(layout, ports) | {"PATH": search_path()},
        cwd=layout.server("rabbitmq"),
        input=given,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _passwords(layout: Layout) -> dict[str, str]:
    users = [service.package for service in SERVICES] + [GATEWAY_USER]
    return {user: secret(layout, f"{user}-broker") for user in users}
