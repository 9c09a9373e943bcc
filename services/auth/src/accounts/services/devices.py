"""Noticing logins on devices that an account has not been used on before."""

from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.devices import device_name, network_of
from accounts.events import device_added
from accounts.models import KnownDevice, Session
from chassis.events.outbox import emit


def device_remember(session: Session, *, now: datetime) -> bool:
    """Remember the device of a new session of a locked account; return whether it was known."""
    device_id = _id_of(session)
    if KnownDevice.objects.filter(id=device_id).update(last_used_at=now):
        return True
    KnownDevice.objects.create(id=device_id, account_id=session.account_id, last_used_at=now)
    return False


def device_check(session: Session, *, now: datetime) -> None:
    """Remember the device of a login. Emits DeviceAdded for one that the account was not used on before.

    An account that was made by administration has no device yet: its first login is no surprise.
    """
    has_devices = KnownDevice.objects.filter(account_id=session.account_id).exists()
    if not device_remember(session, now=now) and has_devices:
        emit(device_added(session))


def _id_of(session: Session) -> bytes:
    named = f"{session.account_id} {network_of(session.address)} {device_name(session.device)}"
    return salted_hmac("accounts.devices", named, secret=settings.SECRET_KEY, algorithm="sha256").digest()
