"""Reads new keys from the auth service, and revocations whenever some events may have been missed."""

import time

import structlog

from gateway.agent import metrics
from gateway.agent.auth import AuthService, AuthUnavailable
from gateway.agent.denials import DenyList
from gateway.agent.keys import BadKey, KeyFolder
from gateway.agent.status import Status

KEYS_EVERY_SECONDS = 5.0
SWEEP_EVERY_SECONDS = 10.0
TICK_SECONDS = 1.0

log = structlog.get_logger(source="keeper")


class Keeper:
    """One thread that keeps keys and deny list up to date with the auth service."""

    def __init__(self, auth: AuthService, denials: DenyList, keys: KeyFolder, status: Status) -> None:
        self._auth, self._denials, self._keys, self._status = auth, denials, keys, status
        self._keys_due_at = self._sweep_due_at = 0.0

    def run(self) -> None:
        """Work until stop is requested."""
        self._status.keys = self._keys.count()
        while not self._status.stop.is_set():
            self._status.wake.clear()
            if self._status.wants_list:
                self._read_list()
            # Keys make tokens valid, so the deny list must be complete before there are any.
            if self._status.has_list and time.monotonic() >= self._keys_due_at:
                self._read_keys()
            if time.monotonic() >= self._sweep_due_at:
                self._sweep()
            self._status.wake.wait(TICK_SECONDS)

    def _read_list(self) -> None:
        asked_at = time.monotonic()
        try:
            for event in self._auth.revoked_sessions():
                self._denials.deny(event.session_id, until=event.denied_until.timestamp(), now=time.time())
        except AuthUnavailable as error:
            self._note("deny list", error)
        else:
            self._status.listed(asked_at=asked_at)

    def _read_keys(self) -> None:
        try:
            self._status.keys = self._keys.replace(self._auth.key_set())
        except (AuthUnavailable, BadKey) as error:
            self._note("keys", error)
        else:
            self._keys_due_at = time.monotonic() + KEYS_EVERY_SECONDS
        metrics.KEYS.set(self._status.keys)

    def _sweep(self) -> None:
        metrics.DENIED.set(self._denials.sweep(now=time.time()))
        self._sweep_due_at = time.monotonic() + SWEEP_EVERY_SECONDS

    def _note(self, what: str, error: Exception) -> None:
        metrics.AUTH_FAULTS.labels(what).inc()
        log.warning("auth_unavailable", what=what, reason=str(error))
