"""The commands of a worker, as an operator calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command
from django.db import connection
from workers import SERVICE

from bus import definitions
from chassis.testing.servers import free_port, running, wait_until


@pytest.mark.django_db(transaction=True)
def test_the_worker_command_answers_probes_and_ends_with_zero(broker, tmp_path):
    held, address = connection.settings_dict, f"127.0.0.1:{free_port()}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "testapp.settings",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "DATABASE_URL": f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}",
        "AMQP_URL": broker.url(SERVICE),
        "WORKER_ADDRESS": address,
    }
    command = [sys.executable, "-m", "django", "worker"]

    with running(command, tmp_path / "log", env={**os.environ, **environment}) as process:
        wait_until(lambda: _status(address, "/readyz") == 200, what="the worker does not start")
        assert [_status(address, path) for path in ("/livez", "/metrics", "/secrets")] == [200, 200, 404]
        process.terminate()
        assert process.wait(10) == 0


def _status(address: str, path: str) -> int:
    try:
        return requests.get(f"http://{address}{path}", timeout=2).status_code
    except requests.ConnectionError:
        return 0


@pytest.mark.parametrize("since", ["yesterday", "2026-01-01T00:00:00"])
def test_replay_wants_a_time_with_a_zone(since):
    with pytest.raises(CommandError, match="--since"):
        call_command("replay", "--since", since)


def test_definitions_are_rendered_from_password_files(tmp_path):
    (tmp_path / "password").write_text("a-password\n")

    command = [sys.executable, "-m", definitions.__name__, f"posts={tmp_path / 'password'}"]
    rendered = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    assert [user["name"] for user in rendered["users"]] == ["posts"]
    assert "a-password" not in str(rendered)
