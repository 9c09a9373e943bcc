"""``Idempotency-Key``: a POST that is sent again has no second effect and gets the first answer, byte for byte."""

from chassis.idempotency.once import idempotent
from chassis.idempotency.store import prune_expired

__all__ = ["idempotent", "prune_expired"]
