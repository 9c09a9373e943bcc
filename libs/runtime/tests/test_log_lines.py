"""Log lines never fail or hold up the process that writes them."""

import fcntl
import json
import logging
import os
import threading
from contextlib import contextmanager

import pytest
import structlog

from runtime import logs
from runtime.lines import Handler, scrub
from runtime.output import LineWriter

F_SETPIPE_SZ = 1031
DEADLINE_SECONDS = 20


@contextmanager
def pipe():
    """Yield a small pipe that nobody reads."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, F_SETPIPE_SZ, 8192)
    try:
        yield reader, writer
    finally:
        os.close(writer)
        os.close(reader)


def test_lines_arrive_whole_and_in_order():
    with pipe() as (reader, writer):
        stream = LineWriter(writer)

        stream.write("one\n")
        stream.write("two ä\ud800\n")

        assert os.read(reader, 100).decode() == "one\ntwo ä\\ud800\n"


def test_only_lines_are_lost_when_the_log_reader_is_gone():
    lost = []
    reader, writer = os.pipe()
    os.close(reader)

    LineWriter(writer, on_drop=lambda: lost.append(1)).write("a line\n")

    os.close(writer)
    LineWriter(writer, on_drop=lambda: lost.append(1)).write("on a closed descriptor\n")
    assert len(lost) == 2


def test_a_log_reader_that_stops_reading_does_not_block_writers():
    with pipe() as (_, writer):
        lost = []
        stream = LineWriter(writer, on_drop=lambda: lost.append(1))

        writing = threading.Thread(target=lambda: [stream.write("x" * 99 + "\n") for _ in range(1000)], daemon=True)
        writing.start()
        writing.join(DEADLINE_SECONDS)

        assert not writing.is_alive()
        assert 900 < len(lost) < 1000


def test_a_reader_that_reads_again_gets_whole_lines_again():
    with pipe() as (reader, writer):
        stream = LineWriter(writer)
        stream.write("x" * 20_000 + "\n")
        os.read(reader, 100_000)

        stream.write('{"event": "again"}\n')

        assert os.read(reader, 1000) == b'\n{"event": "again"}\n'


def test_a_counter_that_raises_does_not_fail_the_caller():
    reader, writer = os.pipe()
    os.close(reader)

    assert LineWriter(writer, on_drop=lambda: 1 / 0).write("a line\n") == 7
    os.close(writer)


def test_a_record_that_cannot_be_formatted_is_reported_as_a_line():
    with pipe() as (reader, writer):
        handler = Handler(LineWriter(writer), dict)

        handler.handle(logging.LogRecord("library", logging.INFO, "f.py", 1, "%d", ("a@example.org",), None))

        line = json.loads(os.read(reader, 10_000))
    assert (line["source"], line["event"]) == ("library", "a log record cannot be formatted")
    assert "example.org" not in json.dumps(line)


@pytest.fixture
def _configured():
    """Undo what a test sets up."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.mark.usefixtures("_configured")
def test_own_lines_and_those_of_libraries_go_the_same_way_without_secrets():
    with pipe() as (reader, writer):
        logs.configure("INFO", writer=LineWriter(writer), fields=lambda: {"service": "auth"})

        structlog.get_logger(source="relay").info("one", to="a@example.org")
        logging.getLogger("library").warning("two for %s", "a@example.org")
        structlog.get_logger(source="relay").debug("three")

        first, second = map(json.loads, os.read(reader, 10_000).splitlines())
    assert (first["source"], first["service"], first["event"], first["to"]) == ("relay", "auth", "one", "…")
    assert (second["source"], second["service"], second["event"]) == ("library", "auth", "two for …")


def test_a_username_in_a_path_is_left_out():
    assert scrub("/api/v1/users/@ada_b.c/posts/") == "/api/v1/users/…/posts/"


@pytest.mark.parametrize("text", ["/reset?token=hunter2", "http://auth/x?a=hunter2&b=hunter2", "x ?token=hunter2"])
def test_a_query_string_is_left_out_also_where_the_text_has_no_space(text):
    assert "hunter2" not in scrub(text)
