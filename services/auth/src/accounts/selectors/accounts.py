"""Reads of accounts, by id, name or address."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.emails import email_fold
from accounts.errors import LinkInvalid
from accounts.links import Purpose, link_id_of
from accounts.models import (
    Account,
    EmailLink,
    RetiredUsername,
    State,
)
from accounts.sealing import digest_of
from accounts.usernames import username_fold
from chassis.database.prepared import Prepared


def account_get(*, account_id: UUID) -> Account:
    """Return an account that is known to exist. Raises Account.DoesNotExist otherwise."""
    found: list[Account] = _account(account_id)
    if not found:
        raise Account.DoesNotExist
    return found[0]


@Prepared
def _account(account_id: UUID) -> QuerySet[Account]:
    return Account.objects.filter(id=account_id)


def account_is_active(account: UUID | str) -> bool:
    """Return whether there is an account with an id, or with a username in its normal form, that is active."""
    named = {"id": account} if isinstance(account, UUID) else {"username": account}
    return bool(Account.objects.filter(**named, state=State.ACTIVE).exists())


def account_by_login(login: str) -> Account | None:
    """Return the account with a username or an e-mail address, or None.

    An address belongs to the account that has verified it; while there is none, to the first that registered with it
    (ADR 51).
    """
    if "@" not in login:
        return Account.objects.filter(username=username_fold(login)).first()
    return Account.objects.filter(email=email_fold(login)).order_by("-email_verified", "id").first()


def account_ids_by_username(usernames: Iterable[str]) -> dict[str, UUID]:
    """Return the ids of those of these accounts that exist; the names are in their normal form."""
    return dict(Account.objects.filter(username__in=list(usernames)).values_list("username", "id"))


def account_by_verified_email(email: str) -> Account | None:
    """Return the account that has verified an address, which is given in its normal form, or None."""
    return Account.objects.filter(email=email, email_verified=True).first()


def link_get(*, token: str, purposes: Iterable[Purpose], now: datetime) -> EmailLink:
    """Return the link whose token this is, with its account. Raises LinkInvalid for one of none of the purposes."""
    for purpose in purposes:
        if link_id := link_id_of(token, purpose):
            mine = EmailLink.objects.filter(id=link_id, purpose=purpose, expires_at__gt=now)
            if link := mine.select_related("account").first():
                return link
    raise LinkInvalid()


def account_by_reset_link(*, token: str, now: datetime) -> Account | None:
    """Return the account that a link to a new password was mailed to, or None for the token of no such link."""
    try:
        return link_get(token=token, purposes=[Purpose.RESET_PASSWORD], now=now).account
    except LinkInvalid:
        return None


def username_is_taken(username: str) -> bool:
    """Return whether an account has, or had, the name, which is in its normal form."""
    return Account.objects.filter(username=username).exists() or username_is_retired(username)


def username_is_retired(username: str) -> bool:
    """Return whether a deleted account had the name, which is in its normal form."""
    return RetiredUsername.objects.filter(digest=digest_of("usernames", username)).exists()
