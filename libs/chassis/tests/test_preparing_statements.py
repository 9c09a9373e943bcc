"""Statements that are prepared once per connection: their rows, and what ends a connection or changes a table."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Upper
from testapp.models import Note

from chassis.database.prepared import Prepared
from chassis.ids import uuid7


@Prepared
def texts_after(after: UUID, most: int) -> QuerySet:
    return Note.objects.filter(id__gt=after, is_hidden=False).order_by("id").values_list("number", "text")[:most]


@Prepared
def texts_of(ids: list[UUID]) -> tuple[str, list[object]]:
    return "SELECT text || %s FROM testapp_note WHERE id = ANY (%s) ORDER BY number", ["% off", ids]


@Prepared
def shouts(after: UUID) -> QuerySet:
    return Note.objects.filter(id__gt=after).order_by("id").annotate(shout=Upper("text"))


@Prepared
def numbers_after(after: UUID | None, most: int) -> QuerySet:
    notes = Note.objects.order_by("number").values_list("number")
    return (notes if after is None else notes.filter(id__gt=after))[:most]


@pytest.fixture
def notes(db) -> list[UUID]:
    """Return the ids of four notes; the third is hidden."""
    notes = [Note(id=uuid7(), number=n, text=f"'{n}' $1 %s", is_hidden=n == 3) for n in (1, 2, 3, 4)]
    return [note.id for note in Note.objects.bulk_create(notes)]


def statements() -> dict[str, int]:
    """Return how often each prepared statement of the connection was executed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_a_prepared_statement_returns_the_rows_of_its_queryset(notes, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = [texts_after(notes[0], 1), texts_after(notes[0], 9), texts_after(notes[3], 9)]

    assert found == [[(2, "'2' $1 %s")], [(2, "'2' $1 %s"), (4, "'4' $1 %s")], []]


def test_lists_and_percent_signs_are_taken_as_they_are(notes):
    assert texts_of([notes[3], notes[0]]) == [("'1' $1 %s% off",), ("'4' $1 %s% off",)]
    assert texts_of([]) == []


def test_a_parameter_that_is_none_has_a_statement_of_its_own(notes):
    first, later = [(1,), (2,)], [(3,), (4,)]

    assert [numbers_after(after, 2) for after in (None, notes[1], None)] == [first, later, first]


def test_instances_are_those_of_the_queryset_with_its_annotations(notes, django_assert_num_queries):
    with django_assert_num_queries(1):
        (note,) = shouts(notes[2])
        seen = (note.id, note.number, note.text, note.is_hidden, note.shout, note._state.adding, note._state.db)

    assert seen == (notes[3], 4, "'4' $1 %s", False, "'4' $1 %S", False, "default")
    note.text = "changed"
    note.save()
    assert Note.objects.get(id=notes[3]).text == "changed"
    assert note == Note.objects.get(id=notes[3])


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_prepared_once_for_each_connection(notes):
    connection.close()
    for _ in range(8):
        texts_after(notes[0], 1)
    first = statements()

    connection.close()
    texts_after(notes[0], 1)

    assert (list(first.values()), list(statements().values())) == ([8], [1])


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_replaced_with_its_statements(notes):
    texts_after(notes[0], 1)
    with connection.cursor() as cursor, pytest.raises(Exception, match="terminat"):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close_if_unusable_or_obsolete()

    assert texts_after(notes[0], 1) == [(2, "'2' $1 %s")]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_threads_builds_a_statement(notes):
    """Python 3.12 and later let all threads into a cached_property."""
    built, another = [], Event()

    @Prepared
    def numbers_of(after: UUID) -> QuerySet:
        built.append(after)
        if len(built) > 1:
            another.set()
        another.wait(0.2)
        return Note.objects.filter(id__gt=after).order_by("number").values_list("number")

    def ask(_: int) -> list[tuple[int]]:
        try:
            return numbers_of(notes[2])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [[(4,)]] * 4
    assert len(built) == 1


@pytest.fixture
def changed_column(notes):
    """Change the type of a column after a statement that selects it was prepared."""
    texts_after(notes[0], 1)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testapp_note ALTER text TYPE varchar(50)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testapp_note ALTER text TYPE text")


@pytest.mark.django_db(transaction=True)
def test_a_column_whose_type_has_changed_since_is_read_as_it_is_now(notes, changed_column):
    assert texts_after(notes[0], 1) == [(2, "'2' $1 %s")]
    with transaction.atomic():
        assert texts_after(notes[0], 1) == [(2, "'2' $1 %s")]


@pytest.mark.django_db(transaction=True)
def test_a_changed_column_ends_one_transaction_of_a_connection_and_no_more(notes):
    texts_after(notes[0], 1), shouts(notes[2])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testapp_note ALTER text TYPE varchar(50)")
    try:
        with pytest.raises(OperationalError, match="outdated"), transaction.atomic():
            texts_after(notes[0], 1)

        with transaction.atomic():
            assert [note.number for note in shouts(notes[2])] == [4]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE testapp_note ALTER text TYPE text")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_meets_the_changed_column_can_be_retried_on_the_same_connection(notes, changed_column):
    with pytest.raises(OperationalError, match="outdated"), transaction.atomic():  # answered 503, as after an outage
        texts_after(notes[0], 1)

    with transaction.atomic():
        assert texts_after(notes[0], 1) == [(2, "'2' $1 %s")]
    assert texts_after(notes[0], 1) == [(2, "'2' $1 %s")]
