"""Names of an erased account leave the events that the service keeps: in the outbox, parked, and dead-lettered."""

import json
from datetime import UTC, datetime

import pika
import pytest
from django.db import transaction

from bus.topology import dead_queue, own_exchange
from chassis.events.consuming import dead_letters
from chassis.events.inbox.models import ParkedEvent
from chassis.events.outbox import emit
from chassis.events.outbox.models import OutboxEntry
from chassis.ids import uuid7
from contracts.accounts import AccountRegistered
from contracts.social_graph import FollowChanged
from personal_data.events import dead_letters_erase, outbox_erase, parked_erase
from personal_data.models import Erasure

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
ERASED, OTHER = uuid7(), uuid7()


def registered(account_id):
    return AccountRegistered(account_id=account_id, username="canary", registered_at=NOW, version=1)


def followed(follower_id):
    return FollowChanged(follower_id=follower_id, followee_id=uuid7(), state="active", changed_at=NOW, version=1)


def test_the_outbox_keeps_no_event_with_its_name():
    with transaction.atomic():
        for event in (registered(ERASED), registered(OTHER), followed(ERASED)):
            emit(event)
    OutboxEntry.objects.filter(person_id=OTHER).update(published_at=NOW)

    assert outbox_erase(ERASED) is False

    assert list(OutboxEntry.objects.order_by("id").values_list("type", "person_id")) == [
        (AccountRegistered.type, OTHER),
        (FollowChanged.type, None),
    ]


def test_a_parked_event_of_an_unknown_type_that_names_it_is_deleted():
    for kind, account_id in (("new.thing.made.v1", ERASED), ("new.thing.made.v1", OTHER), (FollowChanged.type, ERASED)):
        body = json.dumps({"account_id": str(account_id)}).encode()
        ParkedEvent.objects.create(event_id=uuid7(), type=kind, headers="{}", body=body)

    assert parked_erase(ERASED) is False

    assert list(ParkedEvent.objects.order_by("id").values_list("type", flat=True)) == [
        "new.thing.made.v1",
        FollowChanged.type,
    ]


@pytest.fixture
def letters(broker):
    """Put dead letters into the queue; ``letters()`` takes out the bodies of what is there."""
    queue = dead_queue("diary")
    with pika.BlockingConnection(pika.URLParameters(broker.url("diary"))) as link:
        channel = link.channel()
        channel.confirm_delivery()
        channel.queue_purge(queue)

        def put(*events) -> None:
            for event in events:
                properties = pika.BasicProperties(headers={"ce-type": event.type}, message_id=str(uuid7()))
                channel.basic_publish(own_exchange("diary"), queue, event.model_dump_json().encode(), properties)

        def take() -> list[bytes]:
            return list(iter(lambda: channel.basic_get(queue, auto_ack=True)[2], None))

        yield put, take


def test_a_dead_letter_with_its_name_is_deleted_and_others_stay(letters):
    put, take = letters
    Erasure.objects.create(account_id=ERASED, requested_at=NOW)
    sent = [registered(OTHER), registered(ERASED), followed(ERASED)]
    put(*sent)

    assert dead_letters_erase(ERASED) is False

    assert take() == [sent[0].model_dump_json().encode(), sent[2].model_dump_json().encode()]


def test_many_dead_letters_are_looked_at_in_steps(letters, monkeypatch):
    monkeypatch.setattr(dead_letters, "AT_ONCE", 2, raising=False)
    put, take = letters
    also_erased = uuid7()
    for account_id in (ERASED, also_erased):
        Erasure.objects.create(account_id=account_id, requested_at=NOW)
    put(*(registered(OTHER) for _ in range(5)), registered(ERASED), registered(also_erased))

    steps = 1
    while dead_letters_erase(ERASED):
        dead_letters_erase(also_erased)  # it moves letters that the other erasure has not looked at
        steps += 1

    assert 1 < steps <= 4
    assert take() == [registered(OTHER).model_dump_json().encode()] * 5
