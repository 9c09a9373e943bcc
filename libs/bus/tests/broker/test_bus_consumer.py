"""The example of a consumer: nothing is missing and nothing is there twice, however often it is killed."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from publishing import like, publish

from runtime.waiting import wait_until

EXAMPLE = Path(__file__).parents[4] / "examples" / "bus_consumer.py"


@pytest.fixture
def empty_log(broker):
    """Begin a new log."""
    broker.renew_log()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "copy.sqlite"


@pytest.fixture
def short_log(broker):
    """A log that keeps some 20 kB only, for one test."""
    broker.renew_log(**{"x-max-length-bytes": 20_000, "x-stream-max-segment-size-bytes": 10_000})
    yield
    broker.renew_log()


@contextmanager
def consumer(url, file, *wanted):
    """Run the example, and kill it as a power cut does."""
    environment = os.environ | {"KITH_LOG_URL": url}
    with subprocess.Popen([sys.executable, str(EXAMPLE), str(file), *wanted], env=environment) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGKILL)


def copied(file, events):
    """Return the ids of these events in the copy, in the order in which they came."""
    if not file.exists():
        return []
    with closing(sqlite3.connect(file, timeout=30)) as database:
        try:
            ids = [UUID(row[0]) for row in database.execute("SELECT id FROM event ORDER BY rowid")]
        except sqlite3.OperationalError:  # no table yet
            return []
    return [event_id for event_id in ids if event_id in events]


def likes(count):
    return {uuid4(): like(number) for number in range(count)}


def test_the_copy_is_complete_and_in_order_after_kills_in_the_middle(broker, consumer_url, file):
    events = likes(600)
    ids = list(events)

    for begin, goal in ((0, 1), (150, 200), (300, 400), (450, 600)):
        publish(broker, {event_id: events[event_id] for event_id in ids[begin : begin + 150]})
        with consumer(consumer_url, file):
            wait_until(lambda: len(copied(file, events)) >= goal, what=f"{goal} events", seconds=60)  # noqa: B023

    assert copied(file, events) == ids


def test_an_event_that_the_log_has_twice_is_copied_once(broker, consumer_url, file):
    events = likes(4)
    *again, last = events
    publish(broker, {event_id: events[event_id] for event_id in again})
    publish(broker, events)

    with consumer(consumer_url, file):
        wait_until(lambda: last in copied(file, events), what="the last event")

    assert copied(file, events) == list(events)


def test_a_new_copy_begins_at_an_offset(broker, empty_log, consumer_url, file):
    events = likes(5)
    publish(broker, events)

    with consumer(consumer_url, file, "3"):
        wait_until(lambda: len(copied(file, events)) >= 2, what="two events")

    assert copied(file, events) == list(events)[3:]


def test_a_new_copy_begins_at_a_time(broker, consumer_url, file):
    new = likes(3)
    since = datetime.now(UTC).isoformat()
    publish(broker, new)

    with consumer(consumer_url, file, since):
        wait_until(lambda: len(copied(file, new)) >= 3, what="the new events")

    assert copied(file, new) == list(new)


def test_it_goes_on_when_the_connection_was_lost(broker, consumer_url, file):
    events = likes(4)
    first = dict(list(events.items())[:2])
    publish(broker, first)

    with consumer(consumer_url, file):
        wait_until(lambda: len(copied(file, first)) == 2, what="the first events")
        broker.control("close_all_connections", "test")
        publish(broker, {event_id: event for event_id, event in events.items() if event_id not in first})
        wait_until(lambda: len(copied(file, events)) >= 4, what="the other events")

    assert copied(file, events) == list(events)


def test_it_stops_when_the_log_no_longer_has_the_next_event(broker, short_log, consumer_url, file):
    first = likes(1)
    publish(broker, first)
    with consumer(consumer_url, file):
        wait_until(lambda: len(copied(file, first)) == 1, what="the first event")
    later = likes(300)
    publish(broker, later)

    late = restarted(consumer_url, file)

    assert late.returncode == 1
    assert "begin a new file with a snapshot" in late.stderr
    assert copied(file, later) == []


def test_it_stops_when_the_log_was_created_again(broker, consumer_url, file, request):
    first = likes(2)
    publish(broker, first)
    with consumer(consumer_url, file):
        wait_until(lambda: len(copied(file, first)) == 2, what="the first events")
    request.getfixturevalue("empty_log")
    publish(broker, likes(1))

    late = restarted(consumer_url, file)

    assert late.returncode == 1


def restarted(url, file):
    """Start the example again, and return how it ended by itself."""
    environment = os.environ | {"KITH_LOG_URL": url}
    return subprocess.run([sys.executable, EXAMPLE, file], env=environment, capture_output=True, text=True, timeout=60)


def test_the_state_of_a_subject_is_that_of_its_highest_version(broker, consumer_url, file):
    on = like(uuid4().int % 10**9)
    off = on.model_copy(update={"version": 2, "state": "off"})
    events = {uuid4(): off, uuid4(): on}
    publish(broker, events)

    with consumer(consumer_url, file):
        wait_until(lambda: len(copied(file, events)) == 2, what="both events")

    query = "SELECT version, json_extract(data, '$.state') FROM state WHERE subject = ?"
    with closing(sqlite3.connect(file)) as database:
        assert database.execute(query, [on.subject]).fetchall() == [(2, "off")]


def test_a_wrong_password_ends_it_with_what_to_do(consumer_url, file):
    wrong = re.sub(r":[^:@]+@", ":wrong@", consumer_url)
    words = [sys.executable, str(EXAMPLE), str(file)]

    ended = subprocess.run(
        words, env=os.environ | {"KITH_LOG_URL": wrong}, capture_output=True, text=True, timeout=30, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "The broker refuses the account or its password: `make consumer NAME=…` makes one that is valid."
    ]
