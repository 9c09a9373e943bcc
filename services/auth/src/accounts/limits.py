"""Limits of login attempts (ADR 53), of other uses of a password, of mails, and of exports.

Login attempts are counted by the name that was typed, whether or not an account has it, so that the count reveals
nothing about accounts. An address at which the account is logged in has a separate limit, so that attempts from
elsewhere cannot lock the owner out.
"""

import hashlib
from datetime import timedelta
from uuid import UUID

from accounts.emails import email_fold, email_mailbox
from accounts.usernames import username_fold
from chassis.errors import TooManyRequests
from chassis.http.limits import Policy, consume

LOGINS = (Policy("login-name", "10/minute", per="name"), Policy("login-name-hour", "60/hour", per="name"))
ALL_LOGINS = Policy("login-all", "1200/minute", per="installation")
"""Against password spraying: many names from many addresses."""

REAUTHENTICATIONS = (
    Policy("reauthenticate", "10/minute", per="account"),
    Policy("reauthenticate-hour", "60/hour", per="account"),
)
RESETS = (Policy("password-reset", "2/minute", per="email"), Policy("password-reset-hour", "5/hour", per="email"))
MAILS = (Policy("mail", "3/minute", per="account"), Policy("mail-hour", "10/hour", per="account"))
EXPORTS = Policy("export", "2/day", per="account")
MAILS_TO_UNVERIFIED = ("10/hour", "30/day")

MAX_WRONG_CODES = 5
WRONG_CODES_WINDOW = timedelta(minutes=15)
WRONG_CODES = Policy("second-factor", "5/15minutes", per="second factor", is_fixed=True)
"""Wrong codes of a second factor. They are counted in its row: Redis may be away, and then counts nothing."""


def attempt_count(*, login: str, address: str | None) -> None:
    """Count an attempt to log in.

    ``address`` is the client's address if the account has a session from there, else None. Raises TooManyRequests when
    the limit is exceeded.
    """
    key = _key(login) if address is None else f"{_key(login)} {address}"
    for policy in LOGINS:
        policy.count(key)
    if address is None:
        ALL_LOGINS.count("all")


def reauthentication_count(*, account_id: UUID) -> None:
    """Count an attempt of somebody who is logged in to give the password. Raises TooManyRequests."""
    for policy in REAUTHENTICATIONS:
        policy.count(str(account_id))


def reset_count(*, email: str) -> None:
    """Count a request for a new password, by address, whether or not anybody has it. Raises TooManyRequests.

    The ``+tag`` belongs to the address here: requests for tags that nobody has would otherwise use up the limit of a
    mailbox without a mail to it, and so keep its owner from a new password.
    """
    for policy in RESETS:
        policy.count(_hash(email))


def mail_count(*, account_id: UUID) -> None:
    """Count a mail that somebody who is logged in causes. Raises TooManyRequests."""
    for policy in MAILS:
        policy.count(str(account_id))


def export_count(*, account_id: UUID) -> None:
    """Count an export that is begun. Raises TooManyRequests."""
    EXPORTS.count(str(account_id))


def unverified_mail_count(*, email: str) -> bool:
    """Count a mail to an address that its account has not verified; return whether the limit allows it.

    Anybody may name the address of somebody else, in any number of accounts: all mails to one mailbox are counted. It
    refuses no request: that would prevent the owner of the address from registering.
    """
    try:
        for rate in MAILS_TO_UNVERIFIED:
            consume("mail-stranger", rate, _key(email))
    except TooManyRequests:
        return False
    return True


def _key(login: str) -> str:
    """Return one key for all spellings of a name, as a hash: people may type a password here by mistake."""
    return _hash(email_mailbox(email_fold(login)) if "@" in login else username_fold(login))


def _hash(spelt: str) -> str:
    return hashlib.sha256(spelt.encode()).hexdigest()
