"""Migrations beside somebody who holds a table for long."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from chassis.database.postgresql import schema
from chassis.management.commands import migrate
from chassis.testing import servers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _hurried(settings, monkeypatch):
    """Offer two migrations, and take them back at the end."""
    settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, "testapp": "testapp.later"}
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(schema, "LOCK_TIMEOUT_SECONDS", 0.2)
    yield
    call_command("migrate", "testapp", "zero", verbosity=0)


@contextmanager
def somebody_else():
    """Yield a connection of somebody else's."""
    held = connection.settings_dict
    place = {"user": held["USER"], "password": held["PASSWORD"], "host": held["HOST"], "port": held["PORT"]}
    other = psycopg2.connect(dbname=held["NAME"], **place)
    try:
        yield other
    finally:
        other.close()


class Terminal:
    """Takes what the command reports, and does something at each report."""

    def __init__(self, reaction=lambda: None):
        self.reports, self._reaction = [], reaction

    def write(self, text):
        self.reports.append(text.strip())
        self._reaction()


def columns():
    with connection.cursor() as cursor:
        return {each.name for each in connection.introspection.get_table_description(cursor, "testapp_note")}


def test_a_migration_that_gets_no_lock_lets_others_use_the_table_and_retries():
    with somebody_else() as holder, somebody_else() as reader:
        holder.cursor().execute("SELECT 1 FROM testapp_note")

        def react():
            assert "colour" not in columns()
            reader.cursor().execute("SET lock_timeout = 100; SELECT count(*) FROM testapp_note")
            reader.rollback()
            holder.rollback()

        terminal = Terminal(react)
        call_command("migrate", "testapp", "0001", verbosity=0, stderr=terminal)

    assert terminal.reports == ["a table is in use; attempt 1 of 30 has changed nothing of it"]
    assert "colour" in columns()


def test_a_migration_gives_up_in_the_end(monkeypatch):
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    terminal = Terminal()
    with somebody_else() as holder:
        holder.cursor().execute("SELECT 1 FROM testapp_note")

        with pytest.raises(CommandError, match="in use all the time"):
            call_command("migrate", "testapp", "0001", verbosity=0, stderr=terminal)

    assert len(terminal.reports) == 2
    assert "colour" not in columns()


def test_an_index_that_is_built_concurrently_waits_as_long_as_it_must():
    terminal = Terminal()
    with somebody_else() as writer, ThreadPoolExecutor(1) as pool:
        call_command("migrate", "testapp", "0001", verbosity=0)
        writer.cursor().execute("LOCK TABLE testapp_note IN ROW EXCLUSIVE MODE")
        released = pool.submit(release_late, writer)

        call_command("migrate", "testapp", "0002", verbosity=0, stderr=terminal)

        released.result()
    assert terminal.reports == []
    assert index_is_valid()


def test_a_migration_that_was_killed_after_it_built_an_index_can_be_repeated():
    call_command("migrate", "testapp", "0001", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX CONCURRENTLY note_text ON testapp_note (text)")

    call_command("migrate", "testapp", "0002", verbosity=0)

    assert index_is_valid()


def test_an_index_whose_building_was_interrupted_is_built_again():
    call_command("migrate", "testapp", "0001", verbosity=0)
    with somebody_else() as writer, connection.cursor() as cursor:
        writer.cursor().execute("LOCK TABLE testapp_note IN ROW EXCLUSIVE MODE")
        cursor.execute("SET statement_timeout = 100")
        with pytest.raises(OperationalError, match="timeout"):
            cursor.execute("CREATE INDEX CONCURRENTLY note_text ON testapp_note (text)")
        cursor.execute("RESET statement_timeout")
    assert not index_is_valid()

    call_command("migrate", "testapp", "0002", verbosity=0)

    assert index_is_valid()


def index_is_valid():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'note_text'::regclass")
        (is_valid,) = cursor.fetchone()
        return is_valid


def release_late(writer):
    """Let go when somebody has waited for three times the limit."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND now() - query_start > '0.6s'"
    with somebody_else() as observer:
        observer.autocommit = True
        cursor = observer.cursor()

        def waits():
            cursor.execute(waiting)
            return cursor.fetchone()[0]

        try:
            servers.wait_until(waits, seconds=20, what="nobody waits for the table")
        finally:
            writer.rollback()


def test_the_lock_timeout_does_not_remain_on_the_connection():
    call_command("migrate", "testapp", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
