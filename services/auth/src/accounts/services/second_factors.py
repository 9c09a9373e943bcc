"""Setting up, confirming and disabling the second factor of an account (ADR 112)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from accounts.errors import SecondFactorActive, SecondFactorMissing, WrongCode
from accounts.mails import Mail
from accounts.models import Account, RecoveryCode, SecondFactor
from accounts.second_factors import recovery_codes_make, recovery_digest, secret_make, secret_seal, uri_of
from accounts.selectors.accounts import account_get
from accounts.services.codes import totp_use
from accounts.services.locks import account_lock
from accounts.services.mails import owner_notify
from accounts.services.reauthentication import account_lock_confirmed, password_confirm
from accounts.services.sessions import sessions_end_others

log = structlog.get_logger(source="second_factors")

SET_UP_LIFETIME = timedelta(minutes=10)
TRIAL = timedelta(days=7)
"""How long a new password by mail disables it, after it was enabled or an address was verified (ADR 112)."""


@dataclass(frozen=True, repr=False)
class SetUp:
    """What an authenticator app needs, until when it can be confirmed. Without a repr: it holds a secret."""

    secret: str
    otpauth_uri: str
    expires_at: datetime


def second_factor_begin(*, account_id: UUID, password: str, now: datetime) -> SetUp:
    """Make a secret, which takes the place of one that was not confirmed. Nothing is in force yet.

    Raises WrongPassword, SecondFactorActive and TooManyRequests.
    """
    account = _reauthenticated(account_id, password)
    secret, expires_at = secret_make(), now + SET_UP_LIFETIME
    fresh = {"last_step": 0, "wrong_count": 0, "wrong_since": None}
    with transaction.atomic():
        if account_lock_confirmed(account).has_second_factor:
            raise SecondFactorActive()
        SecondFactor.objects.update_or_create(
            account=account, defaults={"sealed_secret": secret_seal(secret), "expires_at": expires_at, **fresh}
        )
    return SetUp(secret, uri_of(secret, username=account.username), expires_at)


def second_factor_confirm(*, account_id: UUID, session_id: UUID, code: str, now: datetime) -> list[str]:
    """Put the second factor in force with the first code of the app; return the recovery codes.

    The sessions that began without it end, except this one. Raises WrongCode, SecondFactorMissing without a set-up or
    10 min after it, SecondFactorActive and TooManyRequests. Emits SessionRevoked for each session that ends.
    """
    with transaction.atomic():
        account = account_lock(account_id)
        refusal = totp_use(_pending(account, now), code, refusal=WrongCode(), now=now)
        codes = [] if refusal else _enable(account, session_id, now)
    if refusal:  # raised outside the transaction: the count of wrong codes must be committed
        raise refusal
    log.info("second_factor_enabled", subject_id=str(account_id))
    return codes


def second_factor_disable(*, account_id: UUID, password: str, now: datetime) -> None:
    """Delete the second factor and its recovery codes.

    Raises WrongPassword, SecondFactorMissing and TooManyRequests.
    """
    account = _reauthenticated(account_id, password)
    with transaction.atomic():
        locked = account_lock_confirmed(account)
        if not locked.has_second_factor:
            raise SecondFactorMissing()
        _end(locked, now)


def second_factor_trial_begin(*, account: Account, now: datetime) -> None:
    """Begin the trial of a second factor again: somebody has verified the address of the account, which is locked.

    That may be another person than the one who enabled it.
    """
    if account.has_second_factor:
        SecondFactor.objects.filter(account=account).update(on_trial_until=now + TRIAL)


def second_factor_trial_end(*, account: Account, now: datetime) -> None:
    """Disable a second factor on trial, since the owner of the verified address sets a new password.

    The account is locked.
    """
    if SecondFactor.objects.filter(account=account, on_trial_until__gt=now).exists():
        _end(account, now)


def _reauthenticated(account_id: UUID, password: str) -> Account:
    """Return the account if this is its password. Raises WrongPassword and TooManyRequests."""
    account = account_get(account_id=account_id)
    password_confirm(account=account, password=password)
    return account


def _pending(account: Account, now: datetime) -> SecondFactor:
    """Return the set-up of a locked account. Raises SecondFactorActive, and SecondFactorMissing."""
    if account.has_second_factor:
        raise SecondFactorActive()
    factor: SecondFactor | None = SecondFactor.objects.filter(account=account, expires_at__gt=now).first()
    if factor is None:
        raise SecondFactorMissing("No second factor is being set up, or that was more than 10 minutes ago.")
    return factor


def _enable(account: Account, session_id: UUID, now: datetime) -> list[str]:
    """Put the second factor of a locked account in force; return its recovery codes."""
    codes = recovery_codes_make()
    Account.objects.filter(id=account.id).update(has_second_factor=True)
    SecondFactor.objects.filter(account=account).update(expires_at=None, enabled_at=now, on_trial_until=now + TRIAL)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(digest=recovery_digest(code, account_id=account.id), account=account) for code in codes
    )
    sessions_end_others(account=account, but=session_id, reason="second_factor", now=now)
    owner_notify(Mail.SECOND_FACTOR_ENABLED, account, now=now)
    return codes


def _end(account: Account, now: datetime) -> None:
    """Delete the second factor of a locked account and its recovery codes."""
    Account.objects.filter(id=account.id).update(has_second_factor=False)
    SecondFactor.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
    owner_notify(Mail.SECOND_FACTOR_DISABLED, account, now=now)
    log.info("second_factor_disabled", subject_id=str(account.id))
