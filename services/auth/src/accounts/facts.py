"""The events of this service, made from its rows."""

from accounts.models import Account, Session
from contracts.accounts import AccountRegistered, SessionRevoked


def account_registered(account: Account, *, bio: str = "") -> AccountRegistered:
    """Return the fact that the account exists. The bio is told once and not kept here."""
    return AccountRegistered(
        account_id=account.id, username=account.username, bio=bio, registered_at=account.created_at, version=1
    )


def session_revoked(session: Session) -> SessionRevoked:
    """Return the fact that the session, which must have ended, has."""
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
