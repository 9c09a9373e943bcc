"""What a profile may hold: lengths, characters, links, dates."""

import pytest
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from profiles.models import Profile

pytestmark = pytest.mark.django_db
ME = "/api/v1/users/me/"

LENGTHS = [("display_name", 50), ("bio", 500), ("location", 100), ("pronouns", 50)]


@pytest.fixture
def write(api):
    """Change one field of a profile and return the answer."""
    client = api(ProfileFactory().id)
    return lambda name, value: client.patch("/api/v1/users/me/", {name: value})


def assert_refused(response, field: str) -> None:
    body = response.json()
    assert (response.status_code, body["code"]) == (400, "invalid"), body
    assert body["errors"][0]["field"].startswith(field)
    assert Profile.objects.get().version == 0


@pytest.mark.parametrize(("name", "limit"), LENGTHS)
@pytest.mark.parametrize("letter", ["a", "é", "👩"])
def test_a_text_as_long_as_allowed_is_stored_as_written(write, name, limit, letter):
    for length in (limit - 1, limit):
        assert write(name, letter * length).json()[name] == letter * length


@pytest.mark.parametrize(("name", "limit"), LENGTHS)
def test_a_longer_text_is_refused(write, name, limit):
    for length in (limit + 1, limit * 10):
        assert_refused(write(name, "a" * length), name)


@pytest.mark.parametrize("name", [name for name, _ in LENGTHS])
@pytest.mark.parametrize("text", ["\u0007", "a\u009fb", 5, True, None, [], {}], ids=repr)
def test_what_is_no_text_is_refused(write, name, text):
    assert_refused(write(name, text), name)


@pytest.mark.parametrize("name", ["display_name", "bio", "location", "pronouns", "website"])
def test_a_nul_is_refused(write, name):
    response = write(name, "a\u0000b")

    assert (response.status_code, faults_of(response)) == (400, [(name, "control_character")])


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "' OR 1=1--", "{{7*7}}", "%s%n", "\u202eabc", "👩‍👩‍👧", "{0.__class__}"],
)
def test_odd_text_is_stored_and_returned_as_written(write, text):
    assert write("bio", text).json()["bio"] == text


@pytest.mark.parametrize(
    "link",
    ["", "http://example.org", "https://example.org:443/a?b=c#d", "https://bücher.example/", "http://example.org:80"],
)
def test_a_plain_web_address_is_stored(write, link):
    assert write("website", link).json()["website"] == link


@pytest.mark.parametrize(
    "link",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "ftp://example.org",
            "example.org",
        ),
        *("https://good@evil.example", "https://a:b@evil.example", "https://@evil.example", "https:\\\\evil.example"),
        *("https://example.org:22/", "https://example.org:99999/", "https://exa mple.org", " https://example.org"),
        *("https://example.org\n", "https://example.org/\u0007", "http://", "https://example.org/" + "a" * 181),
        *(5, None, ["https://example.org"]),
    ],
    ids=repr,
)
def test_any_other_link_is_refused(write, link):
    assert_refused(write("website", link), "website")


def test_up_to_four_fields_are_kept_in_order(write):
    fields = [{"name": f"Name {n}", "value": "v" * 200} for n in (3, 1, 2, 4)]

    assert write("fields", fields).json()["fields"] == fields


@pytest.mark.parametrize(
    "fields",
    [
        [{"name": "a", "value": "b"}] * 5,
        [{"name": "a" * 51, "value": "b"}],
        [{"name": "a", "value": "b" * 201}],
        [{"name": "", "value": "b"}],
        [{"name": "a", "value": "\u200b"}],
        [{"name": "a"}],
        [{"value": "b"}],
        [{}],
        ["a"],
        [None],
        {"name": "a", "value": "b"},
        "a",
        None,
    ],
    ids=repr,
)
def test_other_fields_are_refused(write, fields):
    assert_refused(write("fields", fields), "fields")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([{"name": "a", "value": "b", "verified": True}], ("fields.0.verified", "unknown")),
        ([{"name": "a", "value": "b"}, {"name": "a"}], ("fields.1.value", "required")),
        ([{"name": "a", "value": "\0"}], ("fields.0.value", "control_character")),
    ],
    ids=["unknown", "missing", "NUL"],
)
def test_a_fault_inside_is_named_where_it_is(write, fields, fault):
    assert faults_of(write("fields", fields)) == [fault]


@pytest.mark.parametrize("day", ["1900-01-01", "2000-02-29", None])
def test_a_day_somebody_may_be_born_on_is_stored(write, day):
    assert write("birth_date", day).json()["birth_date"] == day


@pytest.mark.parametrize(
    "day",
    ["1899-12-31", "9999-12-31", "2001-02-29", "0000-00-00", "10000-01-01", "2000-1-1T00:00", "soon", "", 5, True, []],
    ids=repr,
)
def test_any_other_day_is_refused(write, day):
    assert_refused(write("birth_date", day), "birth_date")


def test_every_fault_is_answered_at_once(api):
    body = {"bio": "a" * 501, "website": "x", "birth_date": "soon", "fields": "a"}

    response = api(ProfileFactory().id).put("/api/v1/users/me/", body)

    assert {error["field"] for error in response.json()["errors"]} == set(body)


UNCLEAR = {
    "fields": ("x", "Send a list; in a form, as a text of JSON."),
    "is_discoverable": (1, "Send true or false."),
    "display_name": (1, "Not a text."),
    "birth_date": ("x", "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
}


def test_a_fault_says_what_to_send_in_words_of_json(api):
    response = api(uuid7()).patch(ME, {name: value for name, (value, _) in UNCLEAR.items()})

    said = {each["field"]: each["detail"] for each in response.json()["errors"]}
    assert said == {name: sentence for name, (_, sentence) in UNCLEAR.items()}


def test_a_body_that_cannot_be_read_is_refused_with_what_it_has_to_be(api):
    response = api(uuid7()).generic("PATCH", ME, b"[]", content_type="application/json")

    readable = "one JSON object with no name twice or a whole form"
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert response.json()["detail"] == f"The body cannot be read: it has to be {readable}."
