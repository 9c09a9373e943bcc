"""Rebuilding: its result is that of the events, and reads and writes go on meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from facts import entry_changed, tally
from ledger.models import Call, Entry, Tally, Truth

from chassis.events.rebuilding import rebuild
from chassis.running.wsgi import application
from chassis.testing.sources import source_of
from contracts.accounts import AccountRegistered
from contracts.profiles import ProfileUpdated
from relations.people.models import Person
from relations.people.services import person_ensure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(transactional_db, monkeypatch):
    """A web process of the service that owns the facts, on the same database."""
    server = make_server("127.0.0.1", 0, application, handler_class=SilentHandler)
    monkeypatch.setenv("TESTAPP_URL", f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=serve, args=[server])
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve(server):
    server.serve_forever(poll_interval=0.05)
    connection.close()


@pytest.fixture
def owner(deliver):
    """An owner with entries in many versions, all emitted, and the truth of the last."""
    owner = uuid4()
    for number in range(12):
        entry = uuid4()
        for version in range(1, 2 + number % 4):
            state = "on" if version % 2 else "off"
            deliver(entry_changed(entry_id=entry, owner_id=owner, state=state, version=version))
        Truth.objects.create(id=entry, owner_id=owner, state=state, version=version)
    return owner


def read():
    return sorted(Entry.objects.values_list("entry_id", "state", "version")), sorted(Tally.objects.values_list())


def test_r31_a_rebuild_equals_the_events_and_calls_nobody(source, owner):
    before, calls = read(), Call.objects.count()

    Entry.objects.all().delete()
    Tally.objects.update(count=77)

    assert rebuild("entries") == 12
    assert (read(), Call.objects.count()) == (before, calls)


def test_r32_old_events_have_no_effect_after_a_rebuild(source, owner, deliver):
    rebuild("entries")
    before = tally(owner)

    for row in Truth.objects.all():
        deliver(entry_changed(entry_id=row.id, owner_id=owner, state="on", version=1))

    assert tally(owner) == before


def test_a_source_that_is_away_leaves_everything_as_it_was(monkeypatch, owner):
    monkeypatch.setenv("TESTAPP_URL", "http://127.0.0.1:9")
    before = read()

    with pytest.raises(OSError, match="9"):
        rebuild("entries")

    assert read() == before


def test_the_command_rebuilds_what_it_names(source, owner, capsys):
    call_command("rebuild", "entries")

    assert capsys.readouterr().out == "entries 12\n"


WAIT_MS = 1000
"""A request waits for a lock no longer than this in the tests below: far less than the rebuild lasts."""


@pytest.fixture
def people():
    """Three registrations."""
    return [
        AccountRegistered(account_id=uuid4(), username=name, registered_at=datetime.now(UTC), version=1)
        for name in ("ada", "bob", "cy")
    ]


def renamed(event, name, version):
    return ProfileUpdated(account_id=event.account_id, username=event.username, display_name=name, version=version)


def names():
    return dict(Person.objects.values_list("username", "display_name"))


def in_thread(work):
    """Do this in a thread with a connection of its own; the future has what it raises."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


def test_readers_writers_and_the_consumer_do_not_wait_for_a_rebuild(deliver, monkeypatch, people):
    ada, bob, cy = people
    for event in (ada, bob, renamed(ada, "Ada", 1)):
        deliver(event)
    stranger = uuid4()
    person_ensure(stranger, "gone")
    is_asked, may_answer = threading.Event(), threading.Event()

    def hold(event_type):
        if event_type == AccountRegistered.type:  # the second of two sources: one has been applied
            is_asked.set()
            assert may_answer.wait(20)

    with source_of([*people, renamed(ada, "Ada", 1), renamed(bob, "Bob", 1)], before_answer=hold) as address:
        monkeypatch.setenv("AUTH_URL", address)
        monkeypatch.setenv("PROFILES_URL", address)
        rebuilt = in_thread(lambda: rebuild("people"))
        assert is_asked.wait(20)
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {WAIT_MS}")
        newcomer = uuid4()
        person_ensure(newcomer, "newcomer")
        person_ensure(ada.account_id, "ada")
        deliver(renamed(bob, "Robert", 2))
        deliver(cy)
        assert names() == {"ada": "Ada", "bob": "Robert", "cy": "cy", "gone": "gone", "newcomer": "newcomer"}
        may_answer.set()
        assert rebuilt.result(20) == 5

    assert names() == {"ada": "Ada", "bob": "Robert", "cy": "cy", "newcomer": "newcomer"}


def test_a_rebuild_corrects_rows_of_any_version_and_keeps_what_events_bring_meanwhile(deliver, monkeypatch, people):
    ada, bob, cy = people
    for event in (renamed(ada, "Wrong", 1), renamed(bob, "From the future", 9), renamed(cy, "Never said", 4)):
        deliver(event)

    with source_of([*people, renamed(ada, "Ada", 1), renamed(bob, "Bob", 2)]) as address:
        monkeypatch.setenv("AUTH_URL", address)
        monkeypatch.setenv("PROFILES_URL", address)
        rebuild("people")
    deliver(renamed(bob, "Robert", 3))

    assert names() == {"ada": "Ada", "bob": "Robert", "cy": "cy"}


def test_r31_a_rebuild_under_live_load_equals_the_events(source, owner, deliver):
    """The owner changes entries and emits the events, newest first, while they are rebuilt again and again."""
    is_over = threading.Event()

    def change():
        rows = list(Truth.objects.all())
        for number in range(200):
            row = rows[number % len(rows)]
            row.state, row.version = ("off", "on")[number % 3 == 0], row.version + 2
            row.save()
            for version in (row.version, row.version - 1):
                state = row.state if version == row.version else "on"
                deliver(entry_changed(entry_id=row.id, owner_id=owner, state=state, version=version))
        is_over.set()

    changed = in_thread(change)
    rounds = 0
    while not is_over.is_set() or rounds < 3:
        rebuild("entries")
        rounds += 1
        if changed.done():
            changed.result()
    changed.result(20)

    held = sorted(Entry.objects.values_list("entry_id", "state", "version"))
    assert held == sorted(Truth.objects.values_list("id", "state", "version"))
    assert tally(owner) == Truth.objects.filter(state="on").count()


def test_a_rebuild_whose_source_fails_deletes_nothing_and_the_next_one_does(deliver, monkeypatch, people):
    for event in people:
        deliver(event)
    with source_of(people[:2]) as address:
        monkeypatch.setenv("PROFILES_URL", address)
        monkeypatch.setenv("AUTH_URL", "http://127.0.0.1:9")
        with pytest.raises(OSError, match="9"):
            rebuild("people")
        assert set(names()) == {"ada", "bob", "cy"}

        monkeypatch.setenv("AUTH_URL", address)
        rebuild("people")

    assert set(names()) == {"ada", "bob"}


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["entries", "--all"]])
def test_the_command_names_what_there_is(arguments):
    with pytest.raises(CommandError, match=r"entries, people"):
        call_command("rebuild", *arguments)
