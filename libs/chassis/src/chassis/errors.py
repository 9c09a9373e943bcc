"""Refusals: each is a class with a stable code and a status; services subclass these."""

HIDDEN = "There is nothing here that you may see."


class DomainError(Exception):
    """A request is refused for a reason that the client may know.

    ``detail`` is a sentence that is safe to show. ``errors`` lists faults of fields: ``{"field", "code", "detail"}``.
    ``headers`` are added to the answer.
    """

    code = "refused"
    status = 400

    def __init__(self, detail: str, *, errors: list[dict] | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}


class InvalidInput(DomainError):
    """The request is malformed or a field of it is wrong."""

    code = "invalid"
    status = 400


class Refused(DomainError):
    """The caller is known and may not do this."""

    code = "forbidden"
    status = 403


class NotFound(DomainError):
    """There is no such thing, or the caller may not see it: the two look the same."""

    code = "not_found"
    status = 404

    def __init__(self, detail: str = HIDDEN) -> None:
        super().__init__(detail)


class Conflict(DomainError):
    """The request does not fit what is there now."""

    code = "conflict"
    status = 409


class Unprocessable(DomainError):
    """The request is well formed but cannot be followed."""

    code = "unprocessable"
    status = 422


class TooManyRequests(DomainError):
    """A limit is reached; the headers say when to come back."""

    code = "rate_limited"
    status = 429


class Unavailable(DomainError):
    """Something that the answer needs is away for the moment."""

    code = "unavailable"
    status = 503

    def __init__(
        self, detail: str = "The service is not available right now.", *, retry_after_seconds: int = 1
    ) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after_seconds)})
