"""The table of answers that are stored for repeated requests."""

from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """The answer to a POST with an Idempotency-Key, written in the transaction of its effect and kept for 24 hours.

    ``id`` is a keyed hash of account, path and key; ``fingerprint`` one of the request's body. ``body`` is encrypted
    with a key that is derived from the client's Idempotency-Key, because answers may contain tokens.
    """

    id = models.BinaryField(primary_key=True, max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    content_type = models.TextField()
    body = models.BinaryField()
    after = models.TextField(db_default="")  # the answer's Kith-After, which is no secret
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "idempotency_key"
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        """Return the hash."""
        return bytes(self.id).hex()
