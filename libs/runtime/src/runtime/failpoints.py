"""Places where a fault test can kill the process, armed by FAILPOINT=name:n[,name:n] and free otherwise."""

import os
import signal
from collections.abc import Mapping

FAILPOINTS = {
    "outbox.after_insert": "The outbox row is written, the business transaction still open.",
    "view.before_commit": "Everything of a request that emits is written; the commit comes next.",
    "view.after_commit": "The request's transaction is committed; the caller has not heard of it.",
    "relay.after_publish": "A batch is handed to the broker; no confirm has been awaited.",
    "relay.after_confirm": "The broker has confirmed the batch; the outbox rows are not marked.",
    "relay.after_mark": "The outbox rows of a batch are marked as published.",
    "consumer.before_transaction": "Messages have arrived; no transaction has begun.",
    "consumer.in_transaction": "A message's handlers have run; its transaction is still open.",
    "consumer.before_commit": "All handlers of a batch have run; the commit comes next.",
    "consumer.after_commit": "The effects of a batch are committed; the messages are not acknowledged yet.",
    "consumer.after_republish": "Copies for the retry or dead queue are confirmed; the originals are not acknowledged.",
    "consumer.after_unpark": "Parked events have had their effect; their rows are still there.",
    "consumer.after_ack": "The batch is acknowledged.",
    "job.in_step": "A step of a job has done its work; its transaction is still open.",
    "schedule.claimed": "A scheduled post is locked by the worker that is going to publish it.",
    "schedule.in_transaction": "A scheduled post is published, the transaction still open.",
    "schedule.after_commit": "A scheduled post is published and committed; the message is not acknowledged yet.",
    "media.before_files": "The row of a new picture is committed; its files are not written.",
    "media.after_files": "The files of a new picture are written; nothing refers to them.",
    "media.files_deleted": "The files of a discarded picture are deleted; its row is still there.",
    "archive.after_write": "A part is in the file of an export; the note of it is not committed.",
    "archive.after_directory": "An export is complete on the disk; the note of it is not committed.",
    "archive.file_deleted": "The file of an export is deleted; its row says nothing of it.",
    "job.after_step": "A step of a job and the note of it are committed.",
}
"""Every failpoint, with its place in the code; the fault tests use all of them."""


def armed_failpoints(environment: Mapping[str, str]) -> dict[str, int]:
    """Return how many passes each armed failpoint has left. Raises ValueError for an unknown name or a bad count."""
    armed = {}
    for entry in filter(None, environment.get("FAILPOINT", "").split(",")):
        name, _, count = entry.strip().partition(":")
        if name not in FAILPOINTS or not count.isdecimal() or int(count) < 1:
            raise ValueError(f"FAILPOINT: {entry!r} is not <name>:<n>, n from 1, name of {', '.join(FAILPOINTS)}")
        armed[name] = int(count)
    return armed


_armed: dict[str, int] = {}


def arm(environment: Mapping[str, str]) -> None:
    """Arm the failpoints that FAILPOINT names. Raises ValueError for an unknown name or a bad count."""
    _armed.update(armed_failpoints(environment))


arm(os.environ)


def is_armed(name: str) -> bool:
    """Return whether this process would be killed at ``name``."""
    return name in _armed


def failpoint(name: str) -> None:
    """Kill this process with SIGKILL when it passes ``name`` for the n-th time and FAILPOINT says so."""
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
