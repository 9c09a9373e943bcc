"""Using the codes of second factors: each counts once, and few wrong ones are allowed (ADR 112)."""

import math
import re
from datetime import datetime

import structlog

from accounts.errors import SecondFactorNeeded, WrongSecondFactor
from accounts.limits import MAX_WRONG_CODES, WRONG_CODES, WRONG_CODES_WINDOW
from accounts.mails import Mail
from accounts.models import Account, RecoveryCode, SecondFactor
from accounts.second_factors import recovery_digest, secret_open, step_of
from accounts.services.mails import owner_notify
from chassis.errors import DomainError

log = structlog.get_logger(source="codes")

SIX_DIGITS = re.compile(r"[0-9]{6}")


def code_use(*, account: Account, code: str | None, now: datetime) -> DomainError | None:
    """Use a code at a login; return why the login is refused, or None. The caller has locked the account.

    A refusal is returned because the caller must commit the count of wrong codes. Enqueues a mail for a recovery code.
    """
    if not account.has_second_factor:
        return None
    if code is None:
        return SecondFactorNeeded()
    factor = SecondFactor.objects.get(account_id=account.id)
    if SIX_DIGITS.fullmatch(code):
        return totp_use(factor, code, refusal=WrongSecondFactor(), now=now)
    return _recovery_use(factor, account, code, now)


def totp_use(factor: SecondFactor, code: str, *, refusal: DomainError, now: datetime) -> DomainError | None:
    """Use a code of the app; return TooManyRequests, ``refusal`` or None. The caller holds the account's lock.

    A code of the step that was used last, or of an earlier one, is refused like a wrong one. Source: RFC 6238, 5.2.
    """
    if limited := _limit(factor, now):
        return limited
    step = step_of(code, secret=secret_open(factor.sealed_secret), now=now)
    if step is not None and _step_use(factor, step):
        return None
    _count_wrong(factor, now)
    return refusal


def _step_use(factor: SecondFactor, step: int) -> bool:
    """Remember a step as used; return False if it, or a later one, has been."""
    fresh = SecondFactor.objects.filter(account_id=factor.account_id, last_step__lt=step)
    return bool(fresh.update(last_step=step, wrong_count=0))


def _recovery_use(factor: SecondFactor, account: Account, code: str, now: datetime) -> DomainError | None:
    """Use up a recovery code, which is deleted, and inform the owner; return why it does not count, or None."""
    if limited := _limit(factor, now):
        return limited
    digest = recovery_digest(code, account_id=account.id)
    used, _ = RecoveryCode.objects.filter(digest=digest, account=account).delete()
    if not used:
        _count_wrong(factor, now)
        return WrongSecondFactor()
    SecondFactor.objects.filter(account=account).update(wrong_count=0)
    owner_notify(Mail.RECOVERY_CODE_USED, account, now=now)
    log.info("recovery_code_used", subject_id=str(account.id))
    return None


def _limit(factor: SecondFactor, now: datetime) -> DomainError | None:
    """Return TooManyRequests while MAX_WRONG_CODES wrong codes of one window block every code, also a right one."""
    if factor.wrong_count < MAX_WRONG_CODES or factor.wrong_since is None:
        return None
    wait = factor.wrong_since + WRONG_CODES_WINDOW - now
    return WRONG_CODES.refusal(wait_seconds=math.ceil(wait.total_seconds())) if wait.total_seconds() > 0 else None


def _count_wrong(factor: SecondFactor, now: datetime) -> None:
    """Count a wrong code; the window begins with the first, and a new one with the first after it."""
    since = factor.wrong_since
    is_first = factor.wrong_count == 0 or since is None or since + WRONG_CODES_WINDOW <= now
    counted = {"wrong_count": 1, "wrong_since": now} if is_first else {"wrong_count": factor.wrong_count + 1}
    SecondFactor.objects.filter(account_id=factor.account_id).update(**counted)
