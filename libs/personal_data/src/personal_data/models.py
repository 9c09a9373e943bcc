"""The accounts that this service has erased, or is erasing."""

from django.db import models
from django.db.models.functions import Now


class LedgerCheck(models.Model):
    """Its one row says that the database was restored, and that erasures may be missing in it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    began_at = models.DateTimeField(db_default=Now())
    """When the epoch after the restore began: what was requested before, the backup may have brought back."""
    is_read = models.BooleanField(default=False, db_default=False)
    """Whether all that was missing has begun; from then on events bring what is requested."""

    class Meta:
        db_table = "erasure_ledger_check"

    def __str__(self) -> str:
        """Return a fixed text."""
        return "the ledger of erasures is to be applied"


class Erasure(models.Model):
    """The tombstone of a deleted account: nothing of it is kept here, and nothing is created again.

    Rows are never deleted: each service knows all erasures, so that they can be applied again after a restore.
    """

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owned it."""
    requested_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    """When nothing of the account was left in this service; null while the job runs."""

    class Meta:
        db_table = "erasure"

    def __str__(self) -> str:
        """Return the account's id."""
        return str(self.account_id)
