"""Reporting to the auth service that an account is erased here."""

import time
from functools import cache
from uuid import UUID

import requests
from django.conf import settings

from chassis.internal.client import Client
from chassis.jobs import Later
from runtime.backing_off import Backoff
from runtime.env import env

TIMEOUT_SECONDS = 2.0
RETRY_SECONDS = 5.0
_backoff = Backoff()
"""While the auth service keeps reports waiting, the other jobs go on."""


def report(account_id: UUID) -> None:
    """Report it once more, which is harmless. Raises Later while the auth service does not answer."""
    if _backoff.is_on:
        raise Later(RETRY_SECONDS)
    started = time.monotonic()
    try:
        _auth().post(f"/internal/erasures/{account_id}/", {"service": settings.SERVICE})
    except requests.RequestException as error:
        _backoff.failed(after_seconds=time.monotonic() - started)
        raise Later(RETRY_SECONDS) from error


@cache
def _auth() -> Client:
    return Client(env("AUTH_URL"), settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS)
