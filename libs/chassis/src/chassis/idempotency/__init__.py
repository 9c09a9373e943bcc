"""``Idempotency-Key``: a POST that is sent again has no second effect and gets the first answer, byte for byte."""

from chassis.idempotency.errors import KeyReused
from chassis.idempotency.once import REPLAYED, idempotent, key_of
from chassis.idempotency.store import Slot

__all__ = ["REPLAYED", "KeyReused", "Slot", "idempotent", "key_of"]
