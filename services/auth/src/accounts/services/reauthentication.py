"""The password of somebody who is logged in already, asked for before what a stolen token must not do."""

from django.contrib.auth.hashers import check_password

from accounts.attempts import reauthentication_count
from accounts.errors import WrongPassword
from accounts.models import Account
from accounts.passwords import password_fold


def password_confirm(*, account: Account, password: str, field: str = "password") -> None:
    """Compare. Raises WrongPassword, which names the field, and TooManyRequests."""
    reauthentication_count(account_id=account.id)
    if not check_password(password_fold(password), account.password):
        raise WrongPassword(field)
