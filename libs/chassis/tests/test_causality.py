"""Reading one's own writes: a read with the token of a write waits for it, and no other read waits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, connections
from ledger.events import EntryChanged

from chassis.events.causality import token_of, waiting
from chassis.events.causality.tokens import read as read_token
from chassis.events.inbox.dispatch import dispatch, read_delivery
from chassis.events.outbox.models import OutboxEntry
from chassis.ids import uuid7
from contracts.envelope import Envelope

URL = "/entries/"
HANDLED = EntryChanged.type
PATIENCE_SECONDS = 20


def write(client, *states, **headers):
    return client.post(URL, {"states": list(states)}, headers=headers)


def read(client, token, url=URL):
    return client.get(url, headers={"Kith-After": token})


def apply_all():
    """Apply what is in the outbox, as the worker does."""
    for row in OutboxEntry.objects.order_by("id"):
        envelope = Envelope(
            id=row.event_id, type=row.type, source="testapp", subject=row.subject, sequence=1, time=datetime.now(UTC)
        )
        dispatch([read_delivery(envelope.headers(), row.data.encode())])


@contextmanager
def inbox_queries():
    """Yield the list of questions to the inbox that this thread asks meanwhile, and an event set by the first."""
    asked, first = [], threading.Event()

    def note(execute, sql, *arguments):
        result = execute(sql, *arguments)
        if '"inbox"' in sql:
            asked.append(sql)
            first.set()
        return result

    with connection.execute_wrapper(note):
        yield asked, first


def reading(pool, client, token):
    """Start a read in another thread; return its future when it has found the event missing."""
    asking, signal = threading.Event(), []

    def run():
        try:
            with inbox_queries() as (_, first):
                signal.append(first)
                asking.set()
                return read(client, token)
        finally:
            connections.close_all()

    future = pool.submit(run)
    assert asking.wait(PATIENCE_SECONDS)
    assert signal[0].wait(PATIENCE_SECONDS)
    return future


@pytest.fixture
def patient(monkeypatch):
    """Let reads wait for long, so that a slow machine cannot fail a test."""
    monkeypatch.setattr(waiting, "LONGEST_WAIT_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
def short_waits(monkeypatch):
    """Let reads wait for a moment only."""
    monkeypatch.setattr(waiting, "LONGEST_WAIT_SECONDS", 0.05)


def test_a_write_answers_with_the_token_of_its_events(api):
    token = write(api(), "on", "off")["Kith-After"]

    ids = OutboxEntry.objects.order_by("id").values_list("event_id", flat=True)
    assert [event.event_id for event in read_token(token)] == list(ids)
    assert "Kith-After" not in api().get(URL)


def test_a_write_that_changes_nothing_has_a_token_that_nobody_waits_for(api, django_assert_num_queries):
    token = write(api())["Kith-After"]

    assert list(read_token(token)) == []
    with django_assert_num_queries(1):  # that of the view
        assert read(api(), token).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_refused_write_has_no_token(api):
    response = write(api(), "on", "refused")

    assert (response.status_code, response.get("Kith-After")) == (422, None)
    assert OutboxEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_read_waits_until_the_write_is_applied(api):
    token = write(api(), "on")["Kith-After"]
    with ThreadPoolExecutor(1) as pool:
        waiting_read = reading(pool, api(), token)
        assert not waiting_read.done()

        apply_all()

        assert waiting_read.result(PATIENCE_SECONDS).json() == {"known": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_read_waits_for_several_writes(api):
    tokens = [write(api(), "on")["Kith-After"] for _ in range(3)]
    with ThreadPoolExecutor(1) as pool:
        waiting_read = reading(pool, api(), ", ".join(tokens))
        apply_all()

        assert waiting_read.result(PATIENCE_SECONDS).json() == {"known": 3}


@pytest.mark.usefixtures("short_waits")
def test_a_read_is_answered_also_when_the_write_never_arrives(api):
    token = write(api(), "on")["Kith-After"]

    with inbox_queries() as (asked, _):
        response = read(api(), token)

    assert (response.status_code, response.json()) == (200, {"known": 0})
    assert 2 <= len(asked) <= 6


def test_a_waiting_read_queries_the_database_a_bounded_number_of_times(api):
    token = write(api(), "on")["Kith-After"]

    with inbox_queries() as (asked, _):
        read(api(), token)

    assert 2 <= len(asked) <= 16


def test_a_read_without_the_header_asks_nothing(api, django_assert_num_queries):
    write(api(), "on")

    with django_assert_num_queries(1):  # how many entries are known
        api().get(URL)


def test_a_read_of_an_applied_write_costs_one_query(api):
    token = write(api(), "on")["Kith-After"]
    apply_all()

    with inbox_queries() as (asked, _):
        assert read(api(), token).json() == {"known": 1}
    assert len(asked) == 1


def old_id(seconds):
    """Return an id as it was made some seconds ago."""
    milliseconds = int((time.time() - seconds) * 1000)
    return UUID(int=(milliseconds << 80) | (uuid7().int & ((1 << 80) - 1)))


def flipped(token):
    return ("B" if token[9] == "A" else "A").join([token[:9], token[10:]])


@pytest.mark.parametrize(
    "token",
    [
        lambda: token_of([(uuid7(), "posts.nothing.handled.v1")]),
        lambda: token_of([(old_id(61), HANDLED)]),
        lambda: flipped(token_of([(uuid7(), HANDLED)])),
        lambda: token_of([(uuid7(), HANDLED)])[:-1],
        lambda: token_of([]),
        lambda: "x",
        lambda: "A" * 512,
        lambda: "x,y , z",
    ],
    ids=["not handled", "old", "flipped", "cut", "empty", "short", "long", "several"],
)
def test_a_read_does_not_wait_for_an_event_that_cannot_arrive(api, django_assert_num_queries, token):
    with django_assert_num_queries(1):
        assert read(api(), token()).json() == {"known": 0}


def test_a_token_of_another_secret_is_ignored(api, settings, django_assert_num_queries):
    token = write(api(), "on")["Kith-After"]
    settings.INTERNAL_SECRET = "changed"

    with django_assert_num_queries(1):
        assert read(api(), token).status_code == 200


@pytest.mark.parametrize("header", ["a b", "ä", "a,,b", "a,", "A" * 513, ",".join("a" * 9), '"a"', "a" * 100_000])
def test_what_has_not_the_form_of_tokens_is_refused(api, header):
    response = read(api(), header)

    assert (response.status_code, response.json()["code"]) == (400, "kith_after_malformed")


@pytest.mark.usefixtures("short_waits")
def test_writes_and_refused_reads_do_not_wait(api):
    token = write(api(), "on")["Kith-After"]

    with inbox_queries() as (asked, _):
        assert write(api(), "on", **{"Kith-After": token}).status_code == 201
        assert write(api(), "on", **{"Kith-After": "a b"}).status_code == 201
        assert read(api(), token, url="/me/").status_code == 401
    assert asked == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_half_of_the_threads_answer_while_the_others_wait(api, settings):
    half = settings.WEB_THREADS // 2
    token = write(api(), "on")["Kith-After"]
    with ThreadPoolExecutor(9) as pool:
        waiters = [reading(pool, api(), token) for _ in range(half)]

        crowded = [reading(pool, api(), token) for _ in range(half)]

        assert [each.result(PATIENCE_SECONDS).json() for each in crowded] == [{"known": 0}] * half
        assert not any(each.done() for each in waiters)
        apply_all()
        assert [each.result(PATIENCE_SECONDS).json() for each in waiters] == [{"known": 1}] * half


def test_a_token_holds_the_newest_sixteen_events(api):
    token = write(api(), *["on"] * 20)["Kith-After"]

    newest = OutboxEntry.objects.order_by("id").values_list("event_id", flat=True)[4:]
    assert [event.event_id for event in read_token(token)] == list(newest)
    assert len(token) <= 512


def test_a_repeated_request_gets_the_token_of_the_first(api):
    client = api(uuid7())
    first, again = (write(client, "on", **{"Idempotency-Key": "k-1"}) for _ in range(2))

    assert again["Idempotency-Replayed"] == "true"
    assert again["Kith-After"] == first["Kith-After"]
