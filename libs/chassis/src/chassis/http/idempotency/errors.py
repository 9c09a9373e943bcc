"""Refusals of requests with an Idempotency-Key."""

from chassis.errors import Conflict, InvalidInput, Unprocessable


class KeyMalformed(InvalidInput):
    """The header is not 1 to 255 visible ASCII characters."""

    code = "idempotency_key_malformed"


class KeyInUse(Conflict):
    """The first request with this key is still running."""

    code = "idempotency_key_in_use"

    def __init__(self) -> None:
        """Set the time to retry."""
        super().__init__("The first request with this Idempotency-Key is still running.", headers={"Retry-After": "1"})


class KeyReused(Unprocessable):
    """The key was used for another body."""

    code = "idempotency_key_reused"
