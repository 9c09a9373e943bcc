"""gunicorn's settings for every service.

``gunicorn -c python:chassis.running.gunicorn_conf chassis.running.wsgi:application``

SIGHUP starts new workers with the new code, and the old ones serve until these are ready: nothing is preloaded, and the
arbiter imports only this module. SIGTERM drains within 10 s.
"""

import os
from typing import Any

from chassis.running import handover
from chassis.running.workers import AUTO, DEFAULT_THREADS, number_of_workers
from runtime import collecting, lines, parent
from runtime.env import env
from runtime.naming import service_name
from runtime.output import LineWriter

proc_name = service_name()
bind = env("WEB_ADDRESS")
workers = number_of_workers(env("WEB_WORKERS", default=AUTO))
threads = env.int("WEB_THREADS", default=DEFAULT_THREADS)
if METRICS_FOLDER := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.makedirs(METRICS_FOLDER, exist_ok=True)
worker_class = "chassis.running.handover.Worker"  # gthread
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats must not wait for a disk
timeout = 30
graceful_timeout = 10
# Longer than the gateway keeps idle connections, so that the gateway closes them first.
keepalive = 75
backlog = 1024
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
forwarded_allow_ips = ""
control_socket_disable = True
logconfig_dict = {
    "handlers": {"lines": {"()": lines.Handler, "writer": LineWriter(), "fields": lambda: {"service": proc_name}}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["lines"], "level": "WARNING", "propagate": False}},
}


def pre_fork(server: Any, worker: Any) -> None:
    """Make the present workers wait until the one that is about to boot can serve."""
    handover.expect(worker)


def post_fork(server: Any, worker: Any) -> None:
    """Have the worker killed when the arbiter dies: otherwise it would keep the port and serve without supervision."""
    parent.die_with(worker.ppid)


def post_worker_init(worker: Any) -> None:
    """Let the old workers stop, because this worker serves. It has imported all views."""
    collecting.leave_out()
    handover.forget(worker)


def child_exit(server: Any, worker: Any) -> None:
    """Remove a worker that has ended, and its gauges."""
    handover.forget(worker)
    if METRICS_FOLDER:
        from prometheus_client import multiprocess  # here: importing it creates files of metrics for the arbiter

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
