"""Run the agent: ``python -m gateway.agent``. After TERM the exit code is 0; when a thread dies, it is 1."""

import signal
import sys
import threading

import structlog

from gateway.agent import metrics
from gateway.agent.auth import AuthService
from gateway.agent.bus import Listener
from gateway.agent.denials import DenyList
from gateway.agent.keeper import Keeper
from gateway.agent.keys import KeyFolder
from gateway.agent.settings import MissingSetting, Settings
from gateway.agent.status import Status
from runtime import logs
from runtime.output import LineWriter
from runtime.probes import Probes

NAME = "gateway-agent"
CHECK_SECONDS = 0.2
LAST_SECONDS = 5.0


def main() -> int:
    """Run until TERM or INT; return the exit code."""
    try:
        settings = Settings.of()
    except (MissingSetting, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    logs.configure(
        settings.log_level, writer=LineWriter(on_drop=metrics.LOG_LINES_DROPPED.inc), fields=lambda: {"service": NAME}
    )
    status = Status()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(status))
    probes = Probes(settings.health_address, is_alive=lambda: True, is_ready=lambda: status.is_ready)
    threading.Thread(target=probes.run, name="probes", daemon=True).start()
    is_clean = _watch(_workers(settings, status), status)
    probes.stop()
    structlog.get_logger(source="agent").info("stopped", is_clean=is_clean)
    return 0 if is_clean else 1


def _workers(settings: Settings, status: Status) -> list[threading.Thread]:
    denials = DenyList(settings.volatile_dir / "deny")
    auth = AuthService(settings.auth_url, settings.internal_secret)
    keeper = Keeper(auth, denials, KeyFolder(settings.volatile_dir / "keys"), status)
    listener = Listener(settings.amqp_url, settings.gateway_id, denials, status)
    return [
        threading.Thread(target=keeper.run, name="keeper", daemon=True),
        threading.Thread(target=listener.run, name="bus", daemon=True),
    ]


def _watch(workers: list[threading.Thread], status: Status) -> bool:
    """Run the threads until stop is requested; return False when one of them ended by itself."""
    for worker in workers:
        worker.start()
    while not status.stop.wait(CHECK_SECONDS):
        if not all(worker.is_alive() for worker in workers):
            return False
    for worker in workers:
        worker.join(LAST_SECONDS)
    return True


def _stop(status: Status) -> None:
    status.stop.set()
    status.wake.set()


if __name__ == "__main__":
    sys.exit(main())
