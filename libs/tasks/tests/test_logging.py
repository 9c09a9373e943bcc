"""What Celery logs, as a program's log has it."""

import logging

from celery.worker.request import logger
from kombu.message import Message
from redis.exceptions import ConnectionError as Lost

from tasks.app import as_outage


class LostChannel:
    """A channel whose connection to Redis has ended."""

    no_ack_consumers = None

    def basic_ack(self, *args: object, **options: object) -> None:
        raise Lost("Connection reset by peer")


def test_redis_that_is_lost_at_the_end_of_a_task_is_logged_as_an_outage(caplog, monkeypatch):
    monkeypatch.setattr(logger, "filters", [as_outage])

    Message(channel=LostChannel(), delivery_tag="1").ack_log_error(logger, (Lost,))

    [record] = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert record.getMessage() == "Couldn't ack '1', reason:network:ConnectionError"
