"""Rebuilding: what comes of it equals what the events made, and nobody is disturbed."""

import threading
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from facts import entry_changed, tally
from ledger.models import Call, Entry, Tally, Truth

from chassis.rebuilding import rebuild
from chassis.wsgi import application

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
    """An owner with entries in many versions, all told, and the truth of the last."""
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


def test_the_command_rebuilds_what_it_is_told(source, owner, capsys):
    call_command("rebuild", "entries")

    assert capsys.readouterr().out == "entries 12\n"


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["entries", "--all"]])
def test_the_command_names_what_there_is(arguments):
    with pytest.raises(CommandError, match=r"entries, people"):
        call_command("rebuild", *arguments)
