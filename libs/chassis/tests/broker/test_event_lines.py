"""What happened to a request everywhere is found by its id: one log line for each event that a consumer has settled."""

import json
import threading

import pytest
from django.conf import settings
from django.db import transaction
from facts import entries_wanted, entry_changed, message, raw_message
from ledger.events import EntriesWanted

from bus.lanes import Lane
from bus.messages import Incoming
from chassis import jobs
from chassis.events.consuming.event_lines import write_event_lines
from chassis.events.inbox import handles, registry
from chassis.events.inbox.reception import Reception
from chassis.events.inbox.results import HandlingResult, Outcome
from chassis.events.outbox import emit
from chassis.events.outbox.models import OutboxEntry
from chassis.events.outbox.rows import fresh, message_of_row
from chassis.jobs.steps import claim, take_step
from chassis.observability import logs
from chassis.observability.context import working_on
from contracts import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lines(capfd):
    """A function that receives messages and returns the lines about them."""
    logs.configure({"level": "INFO"})
    capfd.readouterr()

    def receive(*messages: Incoming) -> list[dict]:
        results = Reception(threading.Event()).receive(messages)
        write_event_lines(zip(messages, results, strict=True), Lane.EVENTS)
        written = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
        return [line for line in written if line["event"] == "event"]

    yield receive
    logs.configure({"level": settings.LOGGING["level"]})


def test_a_line_has_the_event_its_request_and_the_outcome(lines):
    sent = emitted_in_request("request-17", entry_changed())

    (line,) = lines(sent)

    took, at = line.pop("ms"), line.pop("timestamp")
    assert 0 < took < 10_000
    assert at.endswith("+00:00")
    assert line == {
        "source": "consumer",
        "event": "event",
        "lane": "events",
        "type": "testapp.entry.changed.v1",
        "event_id": sent.headers["ce-id"],
        "request_id": "request-17",
        "outcome": "handled",
        "level": "info",
        "service": "testapp",
    }


def test_each_outcome_has_its_line(lines):
    moods = enumerate(("fine", "poison", "passing"))
    handled, poison, later = (message(entry_changed(mood=mood), tag=tag) for tag, mood in moods)
    unknown = message(entry_changed(), tag=3)
    unknown.headers["ce-type"] = "testapp.entry.painted.v1"

    found = lines(handled, poison, later, unknown, raw_message({}, b"{", tag=4))

    assert [(line["outcome"], line.get("reason")) for line in found] == [
        ("handled", None),
        ("failed", "ValueError"),
        ("postponed", "Transient"),
        ("parked", None),
        ("dead_lettered", "bad or missing header: KeyError"),
    ]
    assert [line["outcome"] for line in lines(handled)] == ["duplicate"]


def test_a_line_holds_nothing_of_a_malformed_message(lines):
    headers = {"ce-id": "hunter2 hunter2", "ce-type": "hunter2\nhunter2", "ce-requestid": "hunter2 hunter2"}

    (line,) = lines(raw_message(headers, b"hunter2"))

    assert "hunter2" not in json.dumps(line)


def test_what_a_handler_emits_belongs_to_the_same_request(lines, monkeypatch):
    wanted = entries_wanted()
    monkeypatch.setitem(registry._handlers, wanted.type, [])
    handles(EntriesWanted, lane=Lane.BULK)(lambda event: emit(entry_changed(entry_id=event.entry_id)))

    lines(emitted_in_request("request-18", wanted))

    assert [*OutboxEntry.objects.order_by("id").values_list("request_id", flat=True)] == ["request-18"] * 2


def test_what_a_job_emits_belongs_to_the_request_that_caused_it(monkeypatch):
    def emit_one(key: str, state: dict) -> None:
        emit(entry_changed())

    monkeypatch.setitem(jobs.registry._steps, "ledger.emit", emit_one)
    with working_on(request_id="request-19"), transaction.atomic():
        jobs.enqueue("ledger.emit", key="one")

    take_step(claim())

    assert OutboxEntry.objects.get().request_id == "request-19"


def test_an_event_of_a_producer_that_says_no_request_id_is_handled(lines):
    (line,) = lines(message(entry_changed()))

    assert (line["request_id"], line["outcome"]) == ("", "handled")


def test_a_level_above_info_has_no_lines(capfd):
    sent = message(entry_changed())

    write_event_lines([(sent, HandlingResult(Outcome.HANDLED, "testapp.entry.changed.v1"))], Lane.EVENTS)

    assert capfd.readouterr().err == ""


def emitted_in_request(request_id: str, event: Event) -> Incoming:
    """Return an event as it arrives that was emitted while a request was answered."""
    with working_on(request_id=request_id), transaction.atomic():
        emit(event)
    sent = message_of_row(fresh(after=0, limit=1)[0])
    return Incoming(1, False, sent.properties, sent.body)
