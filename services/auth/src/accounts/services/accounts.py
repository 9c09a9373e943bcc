"""Creating accounts and logging in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from accounts.errors import UsernameTaken, WrongCredentials
from accounts.events import account_registered
from accounts.limits import attempt_count
from accounts.models import Account, State
from accounts.passwords import password_fold
from accounts.selectors.accounts import account_by_login, username_is_retired
from accounts.selectors.sessions import address_is_known
from accounts.services.codes import code_use
from accounts.services.devices import device_check, device_remember
from accounts.services.emails import verification_send
from accounts.services.locks import account_lock
from accounts.services.pictures import picture_keep_for
from accounts.services.sessions import session_begin, session_open
from accounts.tokens import TokenPair, pair_of
from chassis.errors import DomainError
from chassis.events.outbox import emit
from media.sandbox import Encoded

log = structlog.get_logger(source="accounts")

NOBODY = UUID(int=0)


def account_register(
    *,
    username: str,
    email: str,
    password: str,
    bio: str,
    device: str,
    address: str | None,
    now: datetime,
    profile_picture: Encoded | None = None,
) -> tuple[Account, TokenPair]:
    """Create an account and its first session, both or neither; return the account and the session's tokens.

    ``username`` and ``email`` are in their normal forms, ``bio`` and the picture are kept by the profiles service,
    ``device`` and ``address`` are the session's.
    Raises UsernameTaken, and Unavailable when nothing can be hashed or signed at present. An e-mail address that is in
    use is not refused, so that registering does not reveal it (ADR 51). Emits AccountRegistered, and enqueues the mail
    that verifies the address and what hands the picture over.
    """
    hashed = make_password(password_fold(password))  # slow on purpose, so it is done before the transaction begins
    account = Account.new(username=username, email=email, password=hashed)
    with transaction.atomic():
        account_insert(account, now=now, bio=bio)
        session = session_open(account=account, device=device, address=address, now=now)
        device_remember(session, now=now)
        if profile_picture:
            picture_keep_for(account=account, encoded=profile_picture, now=now)
        pair = pair_of(session)
    log.info("registered", subject_id=str(account.id))
    return account, pair


def account_insert(account: Account, *, now: datetime, bio: str = "") -> None:
    """Insert an account in the caller's transaction. Raises UsernameTaken.

    Emits AccountRegistered, and enqueues the mail that verifies the address.
    """
    _insert(account)
    if username_is_retired(account.username):  # by a deletion that the insertion has waited for
        raise UsernameTaken()
    emit(account_registered(account, bio=bio))
    verification_send(account=account, now=now)


def _insert(account: Account) -> None:
    try:
        account.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise UsernameTaken() from error
        raise


def account_log_in(
    *, login: str, password: str, device: str, address: str | None, now: datetime, code: str | None = None
) -> tuple[Account, TokenPair]:
    """Check the password, and the code of an account with a second factor; start a session.

    Return the account and the session's tokens. ``code`` is in its normal form.
    Raises WrongCredentials, SecondFactorNeeded, WrongSecondFactor and TooManyRequests. Emits SessionRevoked for the
    sessions above the limit, which end, and DeviceAdded for a device that the account was not used on before.
    """
    account = account_authenticate(login=login, password=password, address=address, now=now)
    started = _start(account=account, code=code, device=device, address=address, now=now)
    if isinstance(started, DomainError):
        log.info("login_refused", subject_id=str(account.id), address=address, reason=started.code)
        raise started
    log.info("login", subject_id=str(account.id), address=address)
    return account, started


@transaction.atomic
def _start(
    *, account: Account, code: str | None, device: str, address: str | None, now: datetime
) -> TokenPair | DomainError:
    """Use the code and start a session, both or neither, or return why not.

    A refusal is returned, not raised: the count of wrong codes must be committed. Raises WrongCredentials when the
    password was changed meanwhile, or the account suspended.
    """
    locked = account_lock(account.id, otherwise=WrongCredentials)
    if locked.password != account.password or locked.state != State.ACTIVE:
        raise WrongCredentials()
    if refusal := code_use(account=locked, code=code, now=now):
        return refusal
    session = session_begin(account=locked, device=device, address=address, now=now)
    device_check(session, now=now)
    return pair_of(session)


def account_authenticate(*, login: str, password: str, address: str | None, now: datetime) -> Account:
    """Return the account with this username or e-mail address and this password.

    Raises WrongCredentials, equally fast for an unknown name, a wrong password and a suspended account, and
    TooManyRequests.
    """
    account = account_by_login(login)
    is_known = address_is_known(account_id=account.id if account else NOBODY, address=address, now=now)
    attempt_count(login=login, address=address if is_known else None)
    if not _is_right(password_fold(password), account) or account is None or account.state != State.ACTIVE:
        log.info("login_refused", subject_id=str(account.id) if account else None, address=address)
        raise WrongCredentials()
    return account


def _is_right(password: str, account: Account | None) -> bool:
    """Compare in the time of one hash, also if there is no account. A hash with old parameters is replaced."""
    if account is None:
        make_password(password)
        return False

    def replace_hash(raw: str) -> None:
        hashed = make_password(raw)
        unchanged = Account.objects.filter(id=account.id, password=account.password)
        if unchanged.update(password=hashed):
            account.password = hashed

    return check_password(password, account.password, replace_hash)


@transaction.atomic
def accounts_create(*, people: Sequence[tuple[str, str]], password_hash: str) -> int:
    """Create those accounts that do not exist yet, for development. Return how many are new.

    ``people`` are pairs of username and e-mail address in their normal forms, at most some hundreds at a time.
    Emits AccountRegistered for each new account.
    """
    wanted = [Account.new(username=name, email=mail, password=password_hash) for name, mail in people]
    Account.objects.bulk_create(wanted, ignore_conflicts=True)
    made = Account.objects.filter(id__in=[account.id for account in wanted])
    for account in made.order_by("id"):
        emit(account_registered(account))
    return len(made)
