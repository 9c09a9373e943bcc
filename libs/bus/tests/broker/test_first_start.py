"""A node that is killed in its very first start takes queues of every type after the next one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pika
import pytest

from bus.testing.rabbitmq import Broker
from runtime.waiting import wait_until

FIRST_FLAG, QUORUM_FLAG = "classic_mirrored_queue_version", "quorum_queue"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Broker]:
    """A node that has never run."""
    broker = Broker(tmp_path, {"posts": "its-password"})
    yield broker
    broker.close()


def enabled_flags(node: Broker) -> str:
    """Return the file in which the node keeps its features; they are enabled one after the other."""
    return "".join(file.read_text() for file in node.folder.glob("data/*-feature_flags"))


def test_a_node_that_was_killed_in_its_first_start_takes_quorum_queues(node: Broker) -> None:
    with ThreadPoolExecutor(1) as starter:
        started = starter.submit(node.start)
        wait_until(lambda: started.done() or FIRST_FLAG in enabled_flags(node), what="the first feature")
        node.kill()
        with pytest.raises(TimeoutError):
            started.result()
    assert QUORUM_FLAG not in enabled_flags(node)

    node.start()

    wait_until(lambda: " disabled" not in node.control("list_feature_flags", "--silent").replace("\t", " "))
    with pika.BlockingConnection(pika.URLParameters(node.url("posts"))) as connection:
        declared = connection.channel().queue_declare(
            "posts.events", durable=True, arguments={"x-queue-type": "quorum"}
        )
    assert declared.method.queue == "posts.events"
