"""Every read of the auth service."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Prefetch, QuerySet
from django.utils import timezone

from accounts.emails import email_fold
from accounts.errors import AccountNotFound, ArchiveNotFound, DeletionNotFound, LinkInvalid
from accounts.events import account_registered, account_state_changed, session_revoked
from accounts.links import Purpose, link_id_of
from accounts.models import (
    HAS_OWNER,
    OF_STAFF,
    Account,
    Archive,
    AuditEntry,
    Deletion,
    DeletionPart,
    EmailLink,
    RecoveryCode,
    RegistrationPicture,
    RetiredUsername,
    SecondFactor,
    Session,
    State,
    Suspension,
)
from accounts.sealing import digest_of
from accounts.usernames import username_fold
from chassis.database.prepared import Prepared
from chassis.events.exports import exports
from chassis.http.paging import Page, PageQuery, paginate
from contracts import Event
from contracts.accounts import AccountRegistered, AccountStateChanged, SessionRevoked

SUSPENSIONS_AT_ONCE = 100
DELETIONS_AT_ONCE = 100

ACCOUNT_FIELDS = ("id", "username", "email", "email_verified", "roles", "created_at")
SESSION_FIELDS = {
    **{name: name for name in ("id", "device", "address", "created_at")},
    "last_used_at": "used_at",  # as in the list of sessions
    **{name: name for name in ("expires_at", "revoked_at", "revoked_because")},
}
"""What of an account and of its sessions is exported: nothing that a credential could be made of."""


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


def username_is_taken(username: str) -> bool:
    """Return whether an account has, or had, the name, which is in its normal form."""
    return Account.objects.filter(username=username).exists() or username_is_retired(username)


def username_is_retired(username: str) -> bool:
    """Return whether a deleted account had the name, which is in its normal form."""
    return RetiredUsername.objects.filter(digest=digest_of("usernames", username)).exists()


def deletion_get(*, deletion_id: UUID) -> Deletion:
    """Return a deletion with its parts by service, in two queries. Raises DeletionNotFound."""
    parts = Prefetch("parts", DeletionPart.objects.order_by("service"))
    found: Deletion | None = Deletion.objects.filter(id=deletion_id).prefetch_related(parts).first()
    if found is None:
        raise DeletionNotFound()
    return found


def deletions_left(*, before: datetime) -> list[tuple[UUID, str]]:
    """Return which services have not finished the deletions that were asked for before a time: account and service."""
    parts = DeletionPart.objects.filter(erased_at=None, deletion__requested_at__lt=before).order_by("deletion_id", "id")
    return list(parts.values_list("deletion__account_id", "service")[:DELETIONS_AT_ONCE])


def deletions_age(*, now: datetime) -> tuple[int, float]:
    """Return how many deletions are not finished, and the age of the oldest in seconds; 0 when there is none."""
    left = DeletionPart.objects.filter(erased_at=None)
    found = left.aggregate(count=Count("deletion", distinct=True), oldest=Min("deletion__requested_at"))
    return found["count"], (now - found["oldest"]).total_seconds() if found["oldest"] else 0.0


def sessions_alive(*, account_id: UUID, now: datetime) -> QuerySet[Session]:
    """Return the active sessions of an account."""
    return Session.objects.alive(now).filter(account_id=account_id)


def session_is_recent(*, session_id: UUID, since: datetime) -> bool:
    """Return whether a session began after a time."""
    return Session.objects.filter(id=session_id, created_at__gt=since).exists()


def session_is_alive(*, session_id: UUID, account_id: UUID, now: datetime) -> bool:
    """Return whether the session belongs to the account and has not ended."""
    return bool(_living_session(session_id, account_id, now))


@Prepared
def _living_session(session_id: UUID, account_id: UUID, now: datetime) -> QuerySet:
    return sessions_alive(account_id=account_id, now=now).filter(id=session_id).values_list("id")


def address_is_known(*, account_id: UUID, address: str | None, now: datetime) -> bool:
    """Return whether the account has an active session that began at this address."""
    return address is not None and sessions_alive(account_id=account_id, now=now).filter(address=address).exists()


def suspensions_due(*, now: datetime) -> list[UUID]:
    """Return accounts whose suspension has reached its end, the longest due first; not all when there are many."""
    due = Suspension.objects.filter(until__lte=now, account__state=State.SUSPENDED).order_by("until", "account_id")
    return list(due.values_list("account_id", flat=True)[:SUSPENSIONS_AT_ONCE])


def staff_account_get(*, account_id: UUID) -> Account:
    """Return an account as the staff sees it, in one query. Raises AccountNotFound."""
    account: Account | None = _with_suspension().filter(id=account_id).first()
    if account is None:
        raise AccountNotFound()
    return account


def staff_account_page(
    *, q: str | None = None, state: str | None = None, role: str | None = None, query: PageQuery
) -> Page[Account]:
    """Return a page of accounts, the newest first: all, or those whose username begins so, of a state, of a role."""
    accounts = _with_suspension()
    if q is not None:
        accounts = accounts.filter(username__startswith=username_fold(q))
    if state == State.SUSPENDED:
        # By the rows of suspensions: among accounts whose state has changed most are deleted ones.
        accounts = accounts.filter(held_suspension__isnull=False, state=state)
    elif state:
        accounts = accounts.filter(state=state)
    if role is not None:
        accounts = accounts.filter(OF_STAFF, roles__contains=[role])
    return paginate(accounts, query)


def _with_suspension() -> QuerySet[Account]:
    """Return the accounts that are not deleted, with ``suspension``, which is None for most."""
    return Account.objects.filter(state__in=HAS_OWNER).select_related("held_suspension")


def audit_page(
    *, subject_id: UUID | None = None, actor_id: UUID | None = None, act: str | None = None, query: PageQuery
) -> Page[AuditEntry]:
    """Return a page of the audit log, the newest act first: all, or those on an account, of an account, of a kind."""
    chosen = {"subject_id": subject_id, "actor_id": actor_id, "act": act}
    wanted = {column: value for column, value in chosen.items() if value is not None}
    return paginate(AuditEntry.objects.filter(**wanted), query)


def archives_of(*, account_id: UUID) -> QuerySet[Archive]:
    """Return the archives that an account has asked for, also those that have failed or expired."""
    return Archive.objects.filter(account_id=account_id)


def archive_get(*, archive_id: UUID, account_id: UUID) -> Archive:
    """Return one of an account's archives. Raises ArchiveNotFound, also when it is another account's."""
    archive = archives_of(account_id=account_id).filter(id=archive_id).first()
    if archive is None:
        raise ArchiveNotFound()
    return archive


def account_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return an account, for its export: one item, or none."""
    rows = Account.objects.filter(id=account_id).values(*ACCOUNT_FIELDS) if after is None else ()
    return [(row["id"], row) for row in rows]


def session_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the sessions of an account, for its export; also those that have ended and are not deleted yet."""
    sessions = Session.objects.filter(account_id=account_id).order_by("id")
    found = (sessions.filter(id__gt=after) if after else sessions)[:limit]
    return [(each.id, {name: getattr(each, of) for name, of in SESSION_FIELDS.items()}) for each in found]


def second_factor_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the second factor of an account, for its export: one item, or none; no secret and no code."""
    found = SecondFactor.objects.filter(account_id=account_id, account__has_second_factor=True)
    left = RecoveryCode.objects.filter(account_id=account_id).count()
    rows = found.values_list("enabled_at", flat=True) if after is None else ()
    return [(account_id, {"kind": "totp", "enabled_at": at, "recovery_codes_left": left}) for at in rows]


def registration_picture_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the picture of a registration that the profiles service does not have yet, for an export, or nothing."""
    found = RegistrationPicture.objects.filter(account_id=account_id) if after is None else ()
    return [
        (account_id, {"created_at": each.created_at, "large": f"data:image/webp;base64,{_base64(each.large)}"})
        for each in found
    ]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@exports(AccountRegistered)
def export_accounts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every account as the event of its registration, without the bio, which the profiles service keeps."""
    accounts = Account.objects.exclude(state=State.DELETED).order_by("id")
    if after is not None:
        accounts = accounts.filter(id__gt=after)
    return [(account.id, account_registered(account)) for account in accounts[:limit]]


@exports(AccountStateChanged)
def export_account_states(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the present state of every account whose state has ever changed."""
    accounts = Account.objects.filter(state_version__gt=1).order_by("id")
    if after is not None:
        accounts = accounts.filter(id__gt=after)
    return [(account.id, account_state_changed(account)) for account in accounts[:limit]]


@exports(SessionRevoked)
def export_denied_sessions(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the revoked sessions whose access tokens may not have expired yet."""
    sessions = Session.objects.filter(denied_until__gt=timezone.now()).order_by("id")
    if after is not None:
        sessions = sessions.filter(id__gt=after)
    return [(session.id, session_revoked(session)) for session in sessions[:limit]]
