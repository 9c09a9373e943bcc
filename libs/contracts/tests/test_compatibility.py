"""Every schema ever published is read by today's code, and today's events are read by yesterday's consumers."""

import json
from pathlib import Path

import jsonschema
import pytest
from samples import fullest, smallest

from contracts import EVENTS
from contracts.envelope import event_of
from contracts.schemas import published, schema_of, unpublished

SCHEMAS = Path(__file__).parent.parent / "schemas"
PUBLISHED = [
    (folder.name, number, schema)
    for folder in sorted(SCHEMAS.iterdir())
    for number, schema in enumerate(published(SCHEMAS, folder.name), 1)
]
each_published = pytest.mark.parametrize(
    ("event_type", "number", "schema"), PUBLISHED, ids=[f"{event_type}-{number}" for event_type, number, _ in PUBLISHED]
)


def test_every_event_is_published_as_it_is_today():
    missing = [event.type for event in unpublished(SCHEMAS)]

    assert missing == [], "run: make schemas"


@each_published
@pytest.mark.parametrize("sample", [smallest, fullest])
def test_an_event_of_any_published_shape_is_read_by_todays_code(event_type, number, schema, sample):
    event = event_of(event_type=event_type, body=json.dumps(sample(schema)))

    assert type(event) is EVENTS[event_type]


@each_published
@pytest.mark.parametrize("sample", [smallest, fullest])
def test_an_event_of_today_fits_every_published_shape(event_type, number, schema, sample):
    today = sample(schema_of(EVENTS[event_type]))

    jsonschema.validate(today, schema, cls=jsonschema.Draft202012Validator)


@each_published
def test_an_event_with_a_field_of_the_future_is_read(event_type, number, schema):
    event = event_of(event_type=event_type, body=json.dumps({**fullest(schema), "field_of_the_future": 1}))

    assert not hasattr(event, "field_of_the_future")


@pytest.mark.parametrize("event_class", EVENTS.values(), ids=EVENTS)
def test_no_event_has_a_field_for_an_address_a_password_or_a_token(event_class):
    secrets = {"email", "password", "token", "access", "refresh", "text"}

    assert secrets.isdisjoint(event_class.model_fields)
