"""Creating and rotating the keys that sign tokens."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from accounts.key_material import key_make
from accounts.models import SigningKey

LOCK = 7_305_112_001  # advisory lock: one process at a time changes keys


@transaction.atomic
def signing_key_ensure(*, now: datetime) -> SigningKey | None:
    """Create the first key.

    Return it, or None when there was one already; any number of processes may call it at once.
    """
    _lock()
    if SigningKey.objects.exists():
        return None
    return _insert(now=now, activates_at=now)


@transaction.atomic
def signing_key_rotate(*, now: datetime, at_once: bool = False) -> SigningKey:
    """Publish a new key that signs after KEY_OVERLAP_SECONDS, or at once, and return it.

    Older keys stay published until the last token that they signed has expired. If a key does not sign yet, no other is
    created: that key is returned, and signs at once if that was requested.
    """
    _lock()
    key = SigningKey.objects.filter(activates_at__gt=now).first()
    if key is None:
        key = _insert(now=now, activates_at=now if at_once else now + timedelta(seconds=settings.KEY_OVERLAP_SECONDS))
    elif at_once:
        key.activates_at = now
        key.save(update_fields=["activates_at"])
    _retire(all_but=key.kid, at=key.activates_at + _longest_life())
    return key


def signing_keys_retire(*, all_but: str, now: datetime) -> None:
    """Publish only one key from ``now`` on. Tokens that others signed are refused."""
    _retire(all_but=all_but, at=now)


def _retire(*, all_but: str, at: datetime) -> None:
    later = Q(retires_at__isnull=True) | Q(retires_at__gt=at)
    SigningKey.objects.exclude(kid=all_but).filter(later).update(retires_at=at)


def _longest_life() -> timedelta:
    return settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"] + timedelta(seconds=settings.SIMPLE_JWT["LEEWAY"])


def _insert(*, now: datetime, activates_at: datetime) -> SigningKey:
    key = key_make()
    return SigningKey.objects.create(
        kid=key.kid,
        public_jwk=key.public_jwk,
        private_pem=key.private_pem,
        created_at=now,
        activates_at=activates_at,
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
