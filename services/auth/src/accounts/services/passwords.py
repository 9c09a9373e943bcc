"""Changing passwords: by somebody who knows the present one, or who gets the account's mail."""

from datetime import datetime
from uuid import UUID

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.errors import LinkInvalid, WeakPassword
from accounts.limits import reset_count
from accounts.links import Purpose
from accounts.mails import Mail
from accounts.models import Account, EmailLink
from accounts.passwords import password_faults, password_fold
from accounts.selectors.accounts import account_by_verified_email, link_get
from accounts.services.links import link_make, link_use
from accounts.services.locks import account_lock
from accounts.services.mails import mail_enqueue, owner_notify
from accounts.services.reauthentication import account_lock_confirmed
from accounts.services.second_factors import second_factor_trial_end
from accounts.services.sessions import sessions_end_others
from chassis.jobs import State, enqueue, job

log = structlog.get_logger(source="passwords")

RESET = "accounts.reset_password"


def password_change(*, account: Account, session_id: UUID, password: str, now: datetime) -> None:
    """Replace the password; every session but this one ends, and every link that was mailed.

    ``account`` is as it was when its password was compared. Raises WrongPassword when the password was changed since,
    and WeakPassword. Emits SessionRevoked for each session that ends.
    """
    hashed = _hashed(password, account)
    with transaction.atomic():
        locked = account_lock_confirmed(account, field="current_password")
        _replace(locked, hashed, now)
        sessions_end_others(account=locked, but=session_id, reason="password_changed", now=now)
    log.info("password_changed", subject_id=str(account.id))


def password_reset_ask(*, email: str) -> None:
    """Let the worker mail a link to a new password to a verified address; ``email`` is in its normal form.

    Nothing is looked up here: the answer and its time are the same whether or not an account has the address.
    Raises TooManyRequests.
    """
    reset_count(email=email)
    key = salted_hmac(RESET, email, algorithm="sha256").hexdigest()
    with transaction.atomic():
        enqueue(RESET, key=key, state={"email": email})


@job(RESET)
def password_reset_begin(key: str, state: State) -> State | None:
    """Make the link and enqueue its mail, if an account has verified the address.

    The account is locked and looked at again: a change of the address ends every link, so none may be made beside it.
    """
    found = account_by_verified_email(state["email"])
    account = account_lock(found.id) if found else None
    if account and (account.email, account.email_verified) == (state["email"], True):
        now = timezone.now()
        link = link_make(account=account, purpose=Purpose.RESET_PASSWORD, email=account.email, now=now)
        mail_enqueue(Mail.PASSWORD_RESET, to=account.email, account_id=account.id, now=now, link=link, is_verified=True)
    return None


def password_reset(*, token: str, password: str, now: datetime) -> None:
    """Set the password of the account whose link this is; every session of it ends, and every other link.

    A second factor on trial is disabled (ADR 112).
    Raises LinkInvalid before anything is hashed, and WeakPassword, after which the link is still valid.
    Emits SessionRevoked for each session.
    """
    link = link_get(token=token, purposes=[Purpose.RESET_PASSWORD], now=now)
    hashed = _hashed(password, link.account)
    with transaction.atomic():
        account = account_lock(link.account_id, otherwise=LinkInvalid)
        link_use(link, now=now)
        _replace(account, hashed, now)
        second_factor_trial_end(account=account, now=now)
        sessions_end_others(account=account, but=None, reason="password_reset", now=now)
    log.info("password_reset", subject_id=str(account.id))


def _hashed(password: str, account: Account) -> str:
    """Return the hash of a new password: slow, so never inside a transaction. Raises WeakPassword."""
    faults = password_faults(password, username=account.username, email=account.email)
    if faults:
        raise WeakPassword(faults)
    return make_password(password_fold(password))


def _replace(account: Account, hashed: str, now: datetime) -> None:
    """Set the password of a locked account, end its links, and let its owner know by mail."""
    Account.objects.filter(id=account.id).update(password=hashed)
    EmailLink.objects.filter(account=account).exclude(purpose=Purpose.VERIFY_EMAIL).delete()
    owner_notify(Mail.PASSWORD_CHANGED, account, now=now)
