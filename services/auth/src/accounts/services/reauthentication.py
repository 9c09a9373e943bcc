"""Asks somebody who is logged in for the password, before a change that a stolen token must not be able to make."""

from django.contrib.auth.hashers import check_password

from accounts.errors import WrongPassword
from accounts.limits import reauthentication_count
from accounts.models import Account
from accounts.passwords import password_fold
from accounts.services.locks import account_lock


def password_confirm(*, account: Account, password: str, field: str = "password") -> None:
    """Compare. Raises WrongPassword, which names the field, and TooManyRequests."""
    if not password_is_right(account=account, password=password):
        raise WrongPassword(field)


def password_is_right(*, account: Account, password: str) -> bool:
    """Compare. Raises TooManyRequests."""
    reauthentication_count(account_id=account.id)
    return bool(check_password(password_fold(password), account.password))


def account_lock_confirmed(account: Account, *, field: str = "password") -> Account:
    """Lock an account whose password was compared: comparing is slow, so it is done before the transaction begins.

    Raises WrongPassword when the password was changed meanwhile: whoever changed it meant to end such requests.
    """
    locked = account_lock(account.id)
    if locked.password != account.password:
        raise WrongPassword(field)
    return locked
