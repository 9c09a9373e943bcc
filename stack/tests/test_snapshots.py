"""The example that begins a consumer's file with the present state."""

import os
import socket
import subprocess
import sys

from stack.snapshots import SCRIPT


def test_the_internal_secret_is_sent_to_the_services_alone_and_to_no_proxy(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.1)
        address = "http://{}:{}".format(*proxy.getsockname())
        environment = os.environ | {"INTERNAL_SECRET": "secret", "NO_PROXY": "", "no_proxy": ""}
        environment |= dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), address)
        command = [sys.executable, SCRIPT, tmp_path / "copy.sqlite", "posts=http://posts.invalid:1"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as program:
            asked = None
            while program.poll() is None and asked is None:
                asked = _accepted(proxy)
            program.kill()

    assert asked is None


def _accepted(server: socket.socket) -> socket.socket | None:
    """Return the next connection, or None when none comes for a moment."""
    try:
        connection, _ = server.accept()
    except TimeoutError:
        return None
    connection.close()
    return connection
