"""The wire format: what the relay sends is a CloudEvent that the CNCF's own library reads."""

from datetime import UTC, datetime
from uuid import UUID

from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from facts import entry_changed

from chassis.events.outbox.rows import Row, message_of_row


def test_the_cncf_library_reads_what_the_relay_sends():
    event, now = entry_changed(version=7), datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    event_id = UUID("01990000-0000-7000-8000-000000000000")
    row = Row(1, event_id, event.type, event.subject, 7, "00-aa-bb-01", "request-17", event.model_dump_json(), now)

    sent = message_of_row(row)
    read = from_binary(RabbitMQMessage(sent.properties.headers, sent.properties.content_type, sent.body), JSONFormat())

    assert (read.get_id(), read.get_type(), read.get_source()) == (str(event_id), event.type, "testapp")
    assert (read.get_subject(), read.get_time()) == (event.subject, now)
    assert (read.get_extension("sequence"), read.get_extension("requestid")) == ("7", "request-17")
    assert read.get_data() == event.model_dump(mode="json")


def test_amqp_repeats_the_id_and_the_type():
    event = entry_changed()
    row = Row(1, event.entry_id, event.type, event.subject, 1, "", "", event.model_dump_json(), datetime.now(UTC))

    properties = message_of_row(row).properties

    assert (properties.message_id, properties.type, properties.delivery_mode) == (str(event.entry_id), event.type, 2)
    assert not {"traceparent", "ce-requestid"} & properties.headers.keys()
