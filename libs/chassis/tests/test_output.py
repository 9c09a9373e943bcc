"""What is shown of an object by a declared shape: the same as DRF shows."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from rest_framework import serializers

from chassis.http.output import Output
from chassis.http.renderers import JSONRenderer

ID = UUID("0199c3f0-0000-7000-8000-000000000001")


class LineOut(Output):
    name = serializers.CharField()


class AuthorOut(Output):
    id = serializers.UUIDField()


class PageOut(Output):
    id = serializers.UUIDField(source="row.id")
    title = serializers.CharField(source="shown_title")
    at = serializers.DateTimeField()
    lines = LineOut(many=True)
    author = AuthorOut(allow_null=True)
    shout = serializers.SerializerMethodField()

    def get_shout(self, page) -> str:
        return page.shown_title.upper()


@pytest.mark.parametrize("author", [None, SimpleNamespace(id=ID)])
def test_an_object_is_shown_by_its_declared_fields(author):
    at = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    page = SimpleNamespace(
        row=SimpleNamespace(id=ID), shown_title="a", at=at, lines=[{"name": "b"}], author=author, secret="c"
    )

    body = JSONRenderer().render(PageOut.shown(page))

    assert body.decode() == (
        f'{{"id":"{ID}","title":"a","at":"2026-01-02T03:04:05.000678Z","lines":[{{"name":"b"}}],'
        f'"author":{"null" if author is None else f"""{{"id":"{ID}"}}"""},"shout":"A"}}'
    )


def test_a_mapping_and_an_object_are_shown_alike_whichever_comes_first():
    shown = [LineOut.shown(line) for line in ({"name": "a"}, SimpleNamespace(name="b"), {"name": "c"})]

    assert shown == [{"name": "a"}, {"name": "b"}, {"name": "c"}]


def test_a_kind_of_field_that_is_not_known_is_refused():
    class Odd(Output):
        day = serializers.DurationField()

    with pytest.raises(TypeError, match="DurationField"):
        Odd.shown(SimpleNamespace(day=1))
