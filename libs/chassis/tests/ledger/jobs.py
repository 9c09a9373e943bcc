"""The jobs of the ledger: each step makes one ``Call``, so that steps can be counted."""

import os
import signal
from uuid import UUID

from chassis.events.inbox import Transient
from chassis.jobs import Later, State, job
from ledger.models import Call, Remedy


@job("ledger.call")
def call_several(key: str, state: State) -> State | None:
    """Call as often as the last part of the key says; its first part says what goes wrong before the last call."""
    mood, entry_id, last = key.split(" ")
    Call.objects.create(entry_id=UUID(entry_id))
    made = state.get("made", 0) + 1
    if made < int(last):
        return {"made": made}
    if mood != "fine" and not Remedy.objects.filter(mood=mood).exists():
        _suffer(mood)
    return None


def _suffer(mood: str) -> None:
    if mood == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if mood == "passing":
        raise Transient("not now")
    if mood == "later":
        raise Later(60)
    raise ValueError("never")
