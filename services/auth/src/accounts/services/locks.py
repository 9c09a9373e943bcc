"""The lock that changes of an account's credentials and sessions take first."""

from uuid import UUID

from accounts.errors import WrongCredentials
from accounts.models import Account


def account_lock(account_id: UUID) -> Account:
    """Return the account; whoever else locks it waits until this transaction is over.

    Raises WrongCredentials when it is gone.
    """
    account: Account | None = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None:
        raise WrongCredentials()
    return account
