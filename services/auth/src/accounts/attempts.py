"""How often a password may be guessed (ADR 0053).

Guesses are counted by the name that was typed, whether or not anybody has it, so that the count shows nothing about
accounts. Where the account is logged in already it has an allowance of its own: nobody can lock somebody out by
guessing elsewhere.
"""

import hashlib

from accounts.emails import email_fold, email_mailbox
from accounts.usernames import username_fold
from chassis.http.limits import consume

AT_HOME = "10/minute"
BY_STRANGERS = ("10/minute", "60/hour")
BY_STRANGERS_TO_ALL = "1200/minute"  # a spray over many names from many addresses


def attempt_count(*, login: str, address: str | None) -> None:
    """Count an attempt to log in. ``address`` is where it comes from if the account is known there, else None.

    Raises TooManyRequests when no more are allowed for now.
    """
    name = _key(login)
    if address is not None:
        consume("login-home", AT_HOME, f"{name} {address}")
        return
    for rate in BY_STRANGERS:
        consume("login-name", rate, name)
    consume("login-all", BY_STRANGERS_TO_ALL, "all")


def _key(login: str) -> str:
    """Return one key for all spellings of a name, as a hash: what people type here may be a password by mistake."""
    spelt = email_mailbox(email_fold(login)) if "@" in login else username_fold(login)
    return hashlib.sha256(spelt.encode()).hexdigest()
