"""The events of this service, built from its rows; services emit them and exports repeat them."""

from datetime import datetime

from accounts.devices import device_name
from accounts.models import Account, Archive, ArchiveState, Deletion, Session
from contracts.accounts import (
    AccountRegistered,
    AccountStateChanged,
    DeviceAdded,
    ErasureRequested,
    ExportChanged,
    SessionRevoked,
)

EXPORT_VERSIONS = {
    ArchiveState.QUEUED.value: 1,
    ArchiveState.READY.value: 2,
    ArchiveState.FAILED.value: 2,
    ArchiveState.EXPIRED.value: 3,
}
"""The version of an export's event, by its state: an export only goes forward, and running is not published."""


def account_registered(account: Account, *, bio: str = "") -> AccountRegistered:
    """Return the event of a registered account. The bio is in the first event only; auth does not keep it."""
    return AccountRegistered(
        account_id=account.id, username=account.username, bio=bio, registered_at=account.created_at, version=1
    )


def account_state_changed(account: Account) -> AccountStateChanged:
    """Return the event of the present state of an account whose state has changed at least once."""
    assert account.state_changed_at is not None
    return AccountStateChanged(
        account_id=account.id,
        state=account.state,
        changed_at=account.state_changed_at,
        version=account.state_version,
    )


def erasure_requested(deletion: Deletion) -> ErasureRequested:
    """Return the event of a deletion. It does not contain the deletion's id, which its owner alone has."""
    return ErasureRequested(account_id=deletion.account_id, requested_at=deletion.requested_at, version=1)


def device_added(session: Session) -> DeviceAdded:
    """Return the event of a login on a device that the account was not used on before."""
    return DeviceAdded(
        account_id=session.account_id,
        session_id=session.id,
        device=device_name(session.device),
        added_at=session.created_at,
        version=1,
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


def export_changed(archive: Archive, *, changed_at: datetime) -> ExportChanged:
    """Return the event of the present state of an export. It does not contain the name of the file."""
    return ExportChanged(
        export_id=archive.id,
        account_id=archive.account_id,
        state=archive.state,
        changed_at=changed_at,
        expires_at=archive.expires_at,
        version=EXPORT_VERSIONS[archive.state],
    )
