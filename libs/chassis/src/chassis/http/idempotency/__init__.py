"""``Idempotency-Key``: a POST that is sent again has no second effect and gets the first answer, byte for byte."""

from chassis.http.idempotency.errors import KeyReused
from chassis.http.idempotency.once import REPLAYED, idempotent, key_of
from chassis.http.idempotency.store import Slot

__all__ = ["REPLAYED", "KeyReused", "Slot", "idempotent", "key_of"]
