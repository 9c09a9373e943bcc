"""The keys that sign tokens."""

from typing import Any

from django.db import models


class SigningKey(models.Model):
    """An RSA key: published until ``retires_at``, signing from ``activates_at`` until a newer one does."""

    kid = models.CharField(max_length=64, primary_key=True)
    public_jwk = models.JSONField()
    private_pem = models.BinaryField()  # encrypted with a key made from SIGNING_KEYS_SECRET
    created_at = models.DateTimeField()
    activates_at = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "signing_key"
