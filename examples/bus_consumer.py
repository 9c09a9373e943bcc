"""Copies the log of Kith's events into a SQLite file: each event once, also when this program is killed at any moment.

Usage: KITH_LOG_URL=amqp://… python bus_consumer.py FILE [first | offset | time such as 2026-01-02T03:04:05+00:00]
The second argument says where to begin with a new file; an old file goes on after the last event that it has.
"""

import os
import sqlite3
import sys
import time
from datetime import datetime

import pika

LOG, OFFSET = "social.log", "x-stream-offset"
TABLES = """
CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, type TEXT, subject TEXT, version INTEGER, data TEXT);
CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), last_offset INTEGER);
CREATE VIEW IF NOT EXISTS state AS SELECT subject, type, data, max(version) AS version FROM event GROUP BY subject;"""


def store(database, headers, body):
    """Store one event and its offset in one transaction; the log may have an event twice, its id drops the second."""
    event = (headers["ce-id"], headers["ce-type"], headers["ce-subject"], int(headers["ce-sequence"]), body.decode())
    with database:
        database.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", event)
        database.execute("INSERT OR REPLACE INTO position VALUES (1, ?)", (headers[OFFSET],))


def read(database, url, wanted):
    """Read until the connection is lost, from the file's last event on; if the log lost it, others may be missing."""
    last = database.execute("SELECT max(last_offset) FROM position").fetchone()[0]
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    channel.basic_qos(prefetch_count=100)  # streams need a prefetch and acknowledgements, which delete nothing
    begin = {OFFSET: wanted if last is None else last}
    for method, properties, body in channel.consume(LOG, arguments=begin, inactivity_timeout=20):
        if last is not None and (method is None or properties.headers[OFFSET] != last):
            sys.exit("The log no longer has what comes next: begin a new file with a snapshot, see docs/events.md.")
        last = None
        if method is not None:
            store(database, properties.headers, body)
            channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    url = os.environ.get("KITH_LOG_URL") or sys.exit("KITH_LOG_URL is missing: `make consumer NAME=shop` prints it.")
    try:
        file, start = [*sys.argv[1:], "first"][:2]
        wanted = start if start == "first" else int(start) if start.isdigit() else datetime.fromisoformat(start)
    except ValueError:
        sys.exit(__doc__)
    (copy := sqlite3.connect(file)).executescript(TABLES)
    while True:
        try:
            read(copy, url, wanted)
        except (pika.exceptions.ProbableAuthenticationError, pika.exceptions.ProbableAccessDeniedError):
            sys.exit("The broker refuses the account or its password: `make consumer NAME=…` makes one that is valid.")
        except (pika.exceptions.AMQPError, OSError) as error:
            print(f"No broker answers at KITH_LOG_URL; does Kith run? Trying again. ({error!r})", file=sys.stderr)
            time.sleep(1)  # nothing reports that a broker is up again, so it is tried once a second
