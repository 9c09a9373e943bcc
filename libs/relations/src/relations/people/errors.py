"""Refusals because an account is not known here."""

from chassis.errors import NotFound


class AccountNotFound(NotFound):
    """There is no such account, or it is not known here yet."""
