"""The AsyncAPI document of the bus: valid, complete, and without what is private."""

import json
from pathlib import Path

import jsonschema
import pytest

from bus.asyncapi import document, public_events
from contracts import EVENTS
from contracts.schemas import schema_of

SCHEMA = json.loads((Path(__file__).parent / "asyncapi-3.0.0.json").read_text())
SOURCES = sorted({event_type.split(".")[0] for event_type in EVENTS})
DOCUMENT = document(
    names={source: f"the-{source}" for source in SOURCES},
    handled={"the-posts": ["social_graph.follow.changed.v1", "posts.post.published.v1", "accounts.session.revoked.v1"]},
)
MESSAGES = DOCUMENT["components"]["messages"]
each_event = pytest.mark.parametrize("event", public_events(), ids=lambda event: event.type)


def test_the_document_is_valid_asyncapi():
    jsonschema.Draft7Validator(SCHEMA).validate(DOCUMENT)


@pytest.mark.parametrize("damage", [{"asyncapi": "4.0.0"}, {"channels": {"log": {"address": 1}}}, {"unknown": {}}])
def test_the_schema_of_asyncapi_refuses_a_wrong_document(damage):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(DOCUMENT | damage)


def test_the_log_has_every_public_type_and_no_private_one():
    assert list(MESSAGES) == sorted(name for name, event in EVENTS.items() if event.is_public)
    assert list(DOCUMENT["channels"]["log"]["messages"]) == list(MESSAGES)
    assert "accounts.session.revoked.v1" not in json.dumps(DOCUMENT)


@each_event
def test_an_example_fits_what_is_described_and_what_is_published(event):
    message = MESSAGES[event.type]
    (example,) = message["examples"]

    jsonschema.validate(example["payload"], message["payload"], cls=jsonschema.Draft7Validator)
    jsonschema.validate(example["payload"], schema_of(event), cls=jsonschema.Draft202012Validator)
    jsonschema.validate(example["headers"], DOCUMENT["components"]["schemas"]["headers"])
    assert set(example["payload"]) == set(event.model_fields)


@each_event
def test_every_field_is_described(event):
    fields = MESSAGES[event.type]["payload"]["properties"]

    assert [name for name, field in fields.items() if not field["description"].endswith(".")] == []


def test_a_type_names_its_publisher_and_its_handlers():
    message = MESSAGES["social_graph.follow.changed.v1"]

    assert message["x-published-by"] == "the-social_graph"
    assert message["x-handled-by"] == ["the-posts"]


def test_a_service_receives_what_it_handles_and_sends_what_it_publishes():
    operations = DOCUMENT["operations"]

    assert operations["the-posts.handle"]["messages"] == [
        {"$ref": "#/channels/events/messages/posts.post.published.v1"},
        {"$ref": "#/channels/events/messages/social_graph.follow.changed.v1"},
    ]
    assert operations["the-profiles.publish"]["messages"] == [
        {"$ref": "#/channels/events/messages/profiles.privacy.changed.v1"},
        {"$ref": "#/channels/events/messages/profiles.profile.updated.v1"},
    ]
