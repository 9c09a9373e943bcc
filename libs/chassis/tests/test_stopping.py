"""How a web worker stops at once."""

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from types import SimpleNamespace

from chassis.running.handover import Worker


def test_a_worker_that_is_stopped_while_it_takes_a_request_does_not_wait_for_its_own_lock():
    worker = Worker.__new__(Worker)
    worker.cfg = SimpleNamespace(worker_int=lambda stopped: None)
    worker.tpool = ThreadPoolExecutor(1)

    def stop():
        with suppress(SystemExit):
            worker.handle_quit(signal.SIGQUIT, None)

    stopping = Thread(target=stop, daemon=True)
    with worker.tpool._shutdown_lock:  # submit() holds it
        stopping.start()
        stopping.join(5)
        is_over = not stopping.is_alive()

    assert is_over
