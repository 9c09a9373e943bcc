"""Asking for an archive of everything that an account has (ADR 114)."""

from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from accounts.events import export_changed
from accounts.limits import export_count
from accounts.models import LIVE, Archive, ArchiveState
from accounts.selectors.accounts import account_get
from accounts.services.archive_ends import archive_end
from accounts.services.archiving import BUILD
from accounts.services.reauthentication import account_lock_confirmed, password_confirm
from chassis.events.outbox import emit
from chassis.jobs import enqueue

log = structlog.get_logger(source="archives")


def archive_ask(*, account_id: UUID, password: str, now: datetime) -> Archive:
    """Return the archive that is being made or is ready, or begin another one.

    Raises WrongPassword, also when the password was changed while this request ran, and TooManyRequests.
    Emits ExportChanged for a new one, and for one that has expired.
    """
    known = account_get(account_id=account_id)
    password_confirm(account=known, password=password)
    with transaction.atomic():
        account_lock_confirmed(known)
        for over in Archive.objects.filter(account_id=account_id, state=ArchiveState.READY, expires_at__lte=now):
            archive_end(over)
        present: Archive | None = Archive.objects.filter(account_id=account_id, state__in=LIVE).first()
        if present:
            return present
        export_count(account_id=account_id)
        archive = Archive.objects.create(account_id=account_id, services=list(settings.SERVICE_URLS), created_at=now)
        enqueue(BUILD, key=archive.id)
        emit(export_changed(archive, changed_at=now))
    log.info("export_asked", subject_id=str(account_id))
    return archive
