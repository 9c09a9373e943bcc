"""Starting again after a bad end, and taking a new configuration under load."""

import os
import signal

import httpx

from gateway.testing import Nginx
from runtime.waiting import wait_until


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_gateway_whose_master_was_killed_starts_again(tmp_path):
    nginx = Nginx(tmp_path, {}).start()
    try:
        orphans = nginx.workers
        nginx.stop(how=signal.SIGKILL)
        assert httpx.get(f"{nginx.url}/healthz").status_code == 204

        nginx.start()

        wait_until(lambda: all(is_gone(pid) for pid in orphans))
        assert httpx.get(f"{nginx.url}/healthz").status_code == 204
    finally:
        nginx.stop()


def test_R74_a_reload_fails_nobody_and_a_bad_one_changes_nothing(tmp_path):
    nginx = Nginx(tmp_path, {}).start()
    routes = tmp_path / "nginx" / "routes.conf"
    good = routes.read_text()
    try:
        with httpx.Client(base_url=nginx.url) as client:
            before = nginx.workers
            os.kill(nginx.master, signal.SIGHUP)
            wait_until(lambda: client.get("/healthz").status_code == 204 and not before & nginx.workers)

            routes.write_text("nonsense;")
            after = nginx.workers
            os.kill(nginx.master, signal.SIGHUP)
            wait_until(lambda: "nonsense" in nginx.errors())
            assert client.get("/healthz").status_code == 204
            assert after <= nginx.workers
            routes.write_text(good)
    finally:
        nginx.stop()
