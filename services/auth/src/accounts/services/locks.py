"""The lock that changes of an account's credentials and sessions take first."""

from collections.abc import Callable
from uuid import UUID

from accounts.models import Account, State
from chassis.errors import DomainError, SessionEnded


def account_lock(account_id: UUID, *, otherwise: Callable[[], DomainError] = SessionEnded) -> Account:
    """Return the account; whoever else locks it waits until this transaction is over.

    Raises what ``otherwise`` returns when it is deleted.
    """
    account: Account | None = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None or account.state == State.DELETED:
        raise otherwise()
    return account
