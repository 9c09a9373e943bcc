"""The web process: probes, outages of its database, reloads, shutdown. Ids are of the reliability catalogue."""

import json
import os
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlsplit

import psycopg2
import pytest
from web import children, web_process, web_with_own_database, workers

from chassis.testing import servers
from runtime.cores import usable_cores


@pytest.fixture
def web(tmp_path):
    with web_process(tmp_path) as process:
        yield process


@pytest.fixture
def web_and_database(tmp_path):
    with web_with_own_database(tmp_path) as both:
        yield both


def test_a_process_is_ready_when_its_database_answers(web):
    response = web.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_an_answer_is_sent_with_one_call_so_that_a_killed_process_sends_no_half_answer(web):
    address = urlsplit(web.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as caller:
        for _ in range(30):
            caller.sendall(b"GET /readyz HTTP/1.1\r\nHost: kith.test\r\n\r\n")
            head, _, body = caller.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert json.loads(body) == {"status": "ok"}


def test_r42_a_frozen_database_costs_at_most_five_seconds(web_and_database):
    web, database = web_and_database
    with ThreadPoolExecutor(8) as pool:
        assert {r.status_code for r in pool.map(lambda _: web.get("/sleep/?seconds=0.1"), range(8))} == {200}
        with frozen(database):
            answers = list(pool.map(lambda _: web.timed("/sleep/?seconds=0"), range(8)))

    assert {response.status_code for response, _ in answers} == {503}
    assert median(seconds for _, seconds in answers) < 5
    assert answers[0][0].headers["Retry-After"] == "1"
    assert answers[0][0].json()["code"] == "unavailable"
    assert web.get("/livez").status_code == 200


def test_r42_a_thawed_database_is_used_again(tmp_path):
    with web_with_own_database(tmp_path, DB_TIMEOUT_SECONDS="1") as (web, database):
        with frozen(database):
            assert web.get("/readyz").status_code == 503

        servers.wait_until(lambda: web.get("/readyz").status_code == 200, seconds=5, what="not ready again")


def test_r40_a_stopped_database_is_reported_at_once(web_and_database):
    web, database = web_and_database
    assert web.get("/readyz").status_code == 200
    database.process.send_signal(signal.SIGQUIT)
    database.process.wait(10)

    answers = [web.timed(path) for path in ("/readyz", "/sleep/?seconds=0") for _ in range(5)]

    assert {response.status_code for response, _ in answers} == {503}
    assert median(seconds for _, seconds in answers) < 1
    assert answers[0][0].headers["Content-Type"].startswith("application/problem+json")


def test_r41_a_killed_backend_costs_one_503_and_no_500(web_and_database):
    web, database = web_and_database
    assert web.get("/sleep/?seconds=0").status_code == 200
    with psycopg2.connect(database.url) as admin:
        admin.cursor().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    statuses = [web.get("/sleep/?seconds=0").status_code for _ in range(10)]

    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200


def test_r71_a_request_in_flight_is_finished_before_the_process_ends(web):
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(web.get, "/sleep/?seconds=1")
        servers.wait_until(web.is_busy, what="the request does not arrive")

        assert web.stop() == 0
        assert answer.result().status_code == 200


def test_r71_a_kept_connection_without_a_request_does_not_delay_the_end(web):
    address = urlsplit(web.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as caller:
        caller.sendall(b"GET /readyz HTTP/1.1\r\nHost: kith.test\r\n\r\n")
        assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")

        web.process.send_signal(signal.SIGTERM)

        # gunicorn itself would wait for 10 s (graceful_timeout), longer than this caller.
        assert caller.recv(65536) == b""
    assert web.process.wait(10) == 0


def test_r70_a_reload_under_requests_fails_none_of_them(web):
    is_over, statuses = threading.Event(), []

    def ask():
        while not is_over.is_set():
            statuses.append(web.get("/trivial/").status_code)

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for _ in range(3):
            before = workers(web)
            web.process.send_signal(signal.SIGHUP)
            servers.wait_until(lambda before=before: workers(web) and not before & workers(web), what="no new workers")
        is_over.set()

    for each in asking:
        each.result()
    assert set(statuses) == {200}


def test_r70_the_old_worker_serves_until_the_new_one_can(web):
    (old,) = workers(web)
    web.process.send_signal(signal.SIGHUP)
    servers.wait_until(lambda: len(workers(web)) == 2, what="no new worker")
    (new,) = workers(web) - {old}
    os.kill(new, signal.SIGSTOP)

    statuses = [web.get("/trivial/").status_code for _ in range(3)]

    os.kill(new, signal.SIGCONT)
    assert statuses == [200, 200, 200]
    servers.wait_until(lambda: workers(web) == {new}, what="the old worker stays")


def test_k06_k07_a_log_line_is_one_line_without_secrets(web):
    web.get("/notes/%0a%1b[31m%22}{/eyJhbGciOi.abc.def/a@example.org/?q=canary", headers={"X-Request-ID": "r1"})
    web.get("/broken/", headers={"X-Request-ID": "bad\tid", "Authorization": ""})

    log = web.log.read_text()
    parsed = [json.loads(line) for line in log.splitlines()]
    line = next(each for each in parsed if each.get("request_id") == "r1")
    assert line["path"] == '/notes/\n\x1b[31m"}{/…/…/'
    assert (line["status"], line["service"], line["level"]) == (404, "testapp", "info")
    assert any("RuntimeError" in each.get("exception", "") for each in parsed)
    for secret in ("canary", "example.org", "eyJ", "abcdefghijklmnop", "\x1b", "bad\\tid"):
        assert secret not in log


def test_there_is_a_process_for_each_core_and_their_metrics_add_up(tmp_path):
    with web_process(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(tmp_path / "metrics"), WEB_WORKERS="auto") as web:
        for _ in range(20):
            web.get("/trivial/")

        text = web.get("/metrics").text
        processes = workers(web)

    assert len(processes) == min(6, usable_cores())
    assert 'http_request_seconds_count{method="GET",route="trivial/",status="200"} 20.0' in text


def test_metrics_name_the_route_and_not_the_path(tmp_path):
    folder = tmp_path / "metrics"
    with web_process(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(folder), WEB_WORKERS="2") as web:
        web.get("/trivial/?canary")
        web.get("/trivial/")
        web.get("/canary/")

        text = web.get("/metrics").text

    assert 'http_request_seconds_count{method="GET",route="trivial/",status="200"} 1.0' in text
    assert 'http_request_seconds_count{method="GET",route="",status="404"} 1.0' in text
    assert "canary" not in text


@contextmanager
def frozen(database):
    """Stop every process of the server, as on a machine that hangs."""
    pids = [database.process.pid, *children(database.process.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
