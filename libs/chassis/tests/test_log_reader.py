"""The web process when nobody reads its log lines any more, and when its master is killed."""

import fcntl
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import requests
from web import web_process, workers

from chassis.testing import servers

REQUESTS = 300
F_SETPIPE_SZ = 1031


@contextmanager
def log_pipe(folder):
    """Make the log of the web process a small pipe, and yield its reading end, which nobody reads."""
    path = folder / "web.log"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, F_SETPIPE_SZ, 4096)
    with os.fdopen(reader, "rb") as file:
        yield file


@pytest.mark.parametrize("reader_is_gone", [True, False], ids=["gone", "stuck"])
def test_every_request_is_answered_when_nobody_reads_the_log(tmp_path, reader_is_gone):
    with log_pipe(tmp_path) as reader, web_process(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(tmp_path)) as web:
        if reader_is_gone:
            reader.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: web.get("/trivial/"), range(REQUESTS)))
        broken = web.get("/broken/", headers={"X-Request-ID": "r1"})

        dropped = next(line for line in web.get("/metrics").text.splitlines() if line.startswith("log_lines_dropped_"))
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.headers["X-Request-ID"] for answer in answers)
    assert (broken.status_code, broken.json()["request_id"]) == (500, "r1")
    assert float(dropped.split()[-1]) > REQUESTS / 2


def test_workers_end_with_their_master_and_free_its_port(tmp_path):
    with web_process(tmp_path, WEB_WORKERS="2") as web, ThreadPoolExecutor(1) as pool:
        serving = workers(web)
        waiting = pool.submit(web.get, "/sleep/?seconds=5")
        servers.wait_until(web.is_busy, what="the request does not arrive")

        web.process.kill()

        servers.wait_until(lambda: not any(map(is_running, serving)), seconds=2, what="workers stay without a master")
        assert isinstance(waiting.exception(), requests.ConnectionError)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((urlsplit(web.url).hostname, urlsplit(web.url).port))
            listener.listen()


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
