"""Reads of exports."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import ArchiveNotFound
from accounts.models import (
    Archive,
)


def archives_of(*, account_id: UUID) -> QuerySet[Archive]:
    """Return the archives that an account has asked for, also those that have failed or expired."""
    return Archive.objects.filter(account_id=account_id)


def archive_get(*, archive_id: UUID, account_id: UUID) -> Archive:
    """Return one of an account's archives. Raises ArchiveNotFound, also when it is another account's."""
    archive = archives_of(account_id=account_id).filter(id=archive_id).first()
    if archive is None:
        raise ArchiveNotFound()
    return archive
