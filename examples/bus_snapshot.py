"""Begins the SQLite file of bus_consumer.py with the present state, for a consumer that Kith trusts.

Usage: INTERNAL_SECRET=… python bus_snapshot.py FILE accounts=http://… posts=http://… (`make snapshot FILE=…` does it)
Afterwards it prints the time from which bus_consumer.py must read; versions make what comes twice harmless.
"""

import json
import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta

import requests
from bus_consumer import TABLES

from contracts import EVENTS

MARGIN = timedelta(minutes=2)
"""For clocks that differ, and for events that were emitted before the snapshot and are published after it."""


def pages(url, event_type):
    """Yield the exported facts of a type, page by page; a type that its owner does not export has none."""
    path, after = f"{url}/internal/export/{event_type}/", ""
    session = requests.Session()
    session.trust_env = False  # No proxy of the environment gets the secret, and no .netrc replaces it.
    session.headers["Authorization"] = f"Bearer {os.environ['INTERNAL_SECRET']}"
    while after is not None:
        answer = session.get(path, params={"after": after, "limit": 1000}, timeout=30)
        if answer.status_code == 404:
            return
        answer.raise_for_status()
        yield answer.json()["results"]
        after = answer.json()["next"]


def load(database, event_type, url):
    """Store every fact of a type, each page in one transaction."""
    for page in pages(url, event_type):
        events = [(fact["key"], EVENTS[event_type].model_validate(fact["event"])) for fact in page]
        rows = [
            (f"snapshot/{event_type}/{key}", event_type, event.subject, event.version, event.model_dump_json())
            for key, event in events
        ]
        with database:
            database.executemany("INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?)", rows)


if __name__ == "__main__":
    file, *owners = sys.argv[1:]
    began_at, copy = datetime.now(UTC) - MARGIN, sqlite3.connect(file)
    copy.executescript(TABLES)
    if copy.execute("SELECT 1 FROM position").fetchone():
        sys.exit(f"{file} follows the log already: begin a new file, since this one would go on where it was.")
    for source, url in (owner.split("=", 1) for owner in owners):
        for name in (name for name, event in EVENTS.items() if event.is_public and name.startswith(f"{source}.")):
            load(copy, name, url)
    print(json.dumps({"file": file, "read_from": began_at.isoformat(timespec="seconds")}))
