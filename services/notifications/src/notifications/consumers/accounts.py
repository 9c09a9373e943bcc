"""Logins and exports, of which the owner of the account is notified."""

from chassis.events.inbox import handles
from contracts.accounts import DeviceAdded, ExportChanged
from notifications.models.notification import DETAIL_MAX
from notifications.services.changes import owner_notify
from notifications.services.facts import export_fact, login_fact


@handles(DeviceAdded)
def notify_of_login(event: DeviceAdded) -> None:
    """Notify the owner of the account."""
    owner_notify(
        login_fact(
            account_id=event.account_id,
            session_id=event.session_id,
            device=event.device[:DETAIL_MAX],
            added_at=event.added_at,
            version=event.version,
        )
    )


@handles(ExportChanged)
def notify_of_export(event: ExportChanged) -> None:
    """Notify the owner of the account of an export that is ready, or undo that."""
    owner_notify(
        export_fact(
            account_id=event.account_id,
            export_id=event.export_id,
            expires_at=event.expires_at if event.state == "ready" else None,
            changed_at=event.changed_at,
            version=event.version,
        )
    )
