"""People who delete their accounts one after the other, and readers who check at once what they still see of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.history import is_confirmed
from tests.faults.onlookers import Onlookers
from tests.faults.world import World

LEAVERS = 3


class Departures:
    """Deletes the accounts, and notes what is shown of them afterwards."""

    def __init__(self, world: World) -> None:
        """Make the accounts with a post each, and somebody who follows them."""
        self.world, self.onlookers = world, Onlookers(world)
        self.leavers = [self.onlookers.watched(f"leaver{number}") for number in range(LEAVERS)]
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Wait until all are deleted."""
        self._thread.join()

    def _run(self) -> None:
        for leaver in self.leavers:
            token, deletion = leaver.client.access, leaver.client.leave()
            self.world.expect(deletion.outcome == "ok", f"a deletion was answered {deletion.statuses}")
            if is_confirmed(deletion):
                self.onlookers.look(leaver, since=deletion.ended, token=token, state="deleted")
            else:
                self.world.report(f"a deletion was not confirmed: {deletion.statuses} in {deletion.seconds:.1f} s")


@contextmanager
def departures(world: World) -> Iterator[Departures]:
    """Let people delete their accounts while the block runs, and wait for the last of them."""
    leaving = Departures(world)
    leaving.start()
    try:
        yield leaving
    finally:
        leaving.stop()
