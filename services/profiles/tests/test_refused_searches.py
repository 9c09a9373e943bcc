"""Searches that are refused, hostile ones, and those that take too long."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of

USERS = "/api/v1/users/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        (" ", "blank"),
        ("\u3164", "blank"),
        ("a" * 101, "max_length"),
        ("x" * 10_000, "max_length"),
        ("a " * 50_000, "max_length"),
        ("a b c d e f g h i", "too_many"),
        ("a.b.c.d.e.f.g.h.i", "too_many"),
        ("a\u200bda", "invisible_character"),
        ("\u202eada", "invisible_character"),
        ("ada\n", "control_character"),
        ("a\0", "control_character"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_search_for_no_or_too_much_text_is_refused(api, text, code):
    response = api().get(USERS, {"q": text})

    assert (response.status_code, faults_of(response)) == (400, [("q", code)])


@pytest.mark.django_db
def test_a_search_among_some_ids_is_refused(api):
    response = api().get(USERS, {"q": "ada", "ids": str(uuid7())})

    assert (response.status_code, faults_of(response)) == (400, [("q", "not_together")])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        *("' OR 1=1--", "%", "_", "\\", "\\'", "a & | !", "a:*", "!a", "(((", "<->", "$$", "a'b", '"', "%s", "{0}"),
        *("½", "…", "“", "«a»", "\u2019", "ﷺ", "\U0001f469", "e" + "\u0301" * 60, "ẞ", "İ", "\U0001d51e", "٣", "²"),
    ],
)
def test_hostile_texts_are_only_texts(api, text):
    ProfileFactory(username="zora", display_name="Q")

    response = api().get(USERS, {"q": text})

    assert (response.status_code, response.json()["results"]) == (200, [])


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "page=2", "q=a&q=b", "ordering=bio"])
def test_a_bad_page_of_a_search_is_refused(api, query):
    assert api().get(f"{USERS}?{'' if query.startswith('q=') else 'q=a&'}{query}").status_code == 400
