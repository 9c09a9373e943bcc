"""What became of messages that were published together."""

import threading
from collections.abc import Sequence

from chassis.bus.messages import Outgoing
from chassis.failpoints import failpoint


class Batch:
    """Messages and their fate; filled by the publisher's thread, awaited by the one that publishes."""

    def __init__(self, messages: Sequence[Outgoing]) -> None:
        self.messages = messages
        self.confirmed: set[str] = set()
        self.refused: set[str] = set()
        self.is_cut = False
        self.settled = threading.Event()

    def refuse(self, message_id: str) -> None:
        """Note that the broker could not route or take a message."""
        self.refused.add(message_id)

    def settle(self, message_id: str) -> None:
        """Note that the broker has answered for a message; one that it refused does not count as confirmed."""
        if not self.confirmed:
            failpoint("relay.after_publish")
        if message_id not in self.refused:
            self.confirmed.add(message_id)
        if len(self.confirmed) + len(self.refused) >= len(self.messages):
            self.settled.set()

    def give_up(self) -> None:
        """Wait no longer: the connection is lost or blocked, or the time is up."""
        self.is_cut = not self.settled.is_set()
        self.settled.set()
