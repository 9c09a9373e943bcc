"""A reload without a gap: the old gunicorn worker serves until the new one can.

gunicorn ends the old worker as soon as the new one is forked, which still has to import everything. Requests would wait
that long, on a busy machine longer than the gateway's timeout.
"""

import mmap
import threading
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from chassis.running.sending import in_one_piece
from runtime.waiting import becomes_true

SLOTS = 256
PATIENCE_SECONDS = 20.0

_is_booting = mmap.mmap(-1, SLOTS)
"""One byte for each worker by its age, shared with the arbiter and all workers: 1 while it cannot serve yet."""


def expect(worker: Any) -> None:
    """Record, before the fork, that a worker begins to boot."""
    _is_booting[worker.age % SLOTS] = 1


def forget(worker: Any) -> None:
    """Record that a worker serves, or that it has ended."""
    _is_booting[worker.age % SLOTS] = 0


def has_successor(worker: Any) -> bool:
    """Return whether another worker is booting, which will replace this one."""
    return any(flag for slot, flag in enumerate(_is_booting[:]) if slot != worker.age % SLOTS)


class Worker(ThreadWorker):
    """Stops only when its successor serves; when the whole service stops, there is no successor."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to stop, at once or when a successor can serve. A signal handler must not wait itself."""
        if has_successor(self):
            threading.Thread(target=self._leave_later, args=(sig,), daemon=True).start()
        else:
            super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """End at once, without gunicorn's shutdown of the thread pool, whose lock the interrupted code may hold."""
        super(ThreadWorker, self).handle_quit(sig, frame)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request; head and body of the answer are sent together."""
        with in_one_piece(conn):
            return super().handle_request(req, conn)

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """Accept connections or not.

        A process that stops closes its socket, otherwise callers would wait in its queue, and the connections that
        are kept without a request, for whose end gunicorn would wait.
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
            for connection in self.keepalived_conns:
                connection.timeout = time.monotonic()
            self.murder_keepalived()

    def _leave_later(self, sig: int) -> None:
        # Another process reports it in shared memory, which nothing can wait for.
        becomes_true(lambda: not has_successor(self), seconds=PATIENCE_SECONDS)
        super().handle_exit(sig, None)
