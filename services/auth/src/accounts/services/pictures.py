"""Handing the pictures that people register with to the profiles service, which keeps them (ADR 105)."""

import time
from datetime import datetime
from functools import cache

import requests
import structlog
from django.conf import settings
from django.utils import timezone

from accounts.models import Account, RegistrationPicture
from chassis.internal.client import Client
from chassis.jobs import Later, State, enqueue, job
from media import wire
from media.sandbox import Encoded
from runtime.backing_off import Backoff

log = structlog.get_logger(source="pictures")

KIND = "accounts.hand_over_picture"
ANSWER_SECONDS = 3.0
MAX_DELAY_SECONDS = 60.0

_backoff = Backoff()
"""So that the other jobs of the service go on while the profiles service is slow (ADR 130)."""


def picture_keep_for(*, account: Account, encoded: Encoded, now: datetime) -> None:
    """Keep the picture of a registration, and have it handed over, if the caller's transaction commits."""
    facts = {"width": encoded.width, "height": encoded.height, "blurhash": encoded.blurhash}
    RegistrationPicture.objects.create(account=account, **facts, **encoded.sizes, created_at=now)
    enqueue(KIND, key=account.id)


@job(KIND)
def picture_hand_over(key: str, state: State) -> State | None:
    """Hand the picture of an account over, at least once, then delete it; an account that is gone has none.

    The row is locked meanwhile: a deletion of the account comes before or after, so that no picture follows it. Raises
    Later while the profiles service is unavailable.
    """
    found = RegistrationPicture.objects.select_for_update(of=("self",)).select_related("account")
    picture = found.filter(account_id=key).first()
    if picture is not None:
        _offer(picture)
        picture.delete()
        log.info("picture_handed_over", subject_id=key)
    return None


def _offer(picture: RegistrationPicture) -> None:
    """Send a picture. Raises Later, and RequestException for a refusal, which is a fault of ours."""
    age = (timezone.now() - picture.created_at).total_seconds()
    later = Later(min(MAX_DELAY_SECONDS, max(1.0, age)))
    if _backoff.is_on:
        raise later
    started = time.monotonic()
    try:
        _client().post("/internal/avatars/", _body(picture))
    except requests.RequestException as error:
        _backoff.failed(after_seconds=time.monotonic() - started)
        log.warning("a picture was not taken", reason=type(error).__name__, subject_id=str(picture.account_id))
        if error.response is not None and error.response.status_code < 500:
            raise
        raise later from None


def _body(picture: RegistrationPicture) -> dict[str, object]:
    sizes = {name: bytes(getattr(picture, name)) for name in ("small", "medium", "large")}
    encoded = Encoded(picture.width, picture.height, picture.blurhash, sizes)
    account = picture.account
    return {"account_id": str(account.id), "username": account.username, "picture": wire.to_json(encoded)}


@cache
def _client() -> Client:
    return Client(settings.PROFILES_URL, settings.INTERNAL_SECRET, timeout_seconds=ANSWER_SECONDS)
