"""The events of this service, built from its rows; services emit them and exports repeat them."""

from accounts.models import Account, Session
from contracts.accounts import AccountRegistered, SessionRevoked


def account_registered(account: Account, *, bio: str = "") -> AccountRegistered:
    """Return the event of a registered account. The bio is in the first event only; auth does not keep it."""
    return AccountRegistered(
        account_id=account.id, username=account.username, bio=bio, registered_at=account.created_at, version=1
    )


def session_revoked(session: Session) -> SessionRevoked:
    """Return the event of a session that has ended."""
    assert session.revoked_at is not None
    assert session.denied_until is not None
    return SessionRevoked(
        session_id=session.id,
        account_id=session.account_id,
        reason=session.revoked_because,
        revoked_at=session.revoked_at,
        denied_until=session.denied_until,
        version=session.version,
    )
