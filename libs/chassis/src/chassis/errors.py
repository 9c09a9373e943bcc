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


class FileTooLarge(DomainError):
    """A file of a form has more than ``most`` bytes; ``field`` is its part, ``fault`` the code of its fault.

    What follows it was not read.
    """

    code = "too_large"
    status = 413

    def __init__(self, field: str, most: int, fault: str) -> None:
        sentence = f"A file may have {most // 1024**2} MB at most."
        super().__init__(sentence, errors=[{"field": field, "code": fault, "detail": sentence}])


class Unauthenticated(DomainError):
    """The caller has not shown who they are. The challenge names an error only where a token was sent (RFC 6750, 3)."""

    code = "unauthenticated"
    status = 401
    sentence = "This operation needs an access token."
    challenge = "Bearer"

    def __init__(self) -> None:
        super().__init__(self.sentence, headers={"WWW-Authenticate": self.challenge})


class TokenMissing(Unauthenticated):
    """No token was sent."""

    code = "token_missing"


class TokenRefused(Unauthenticated):
    """A token was sent and is not accepted; the code says what the client can do about it."""

    code = "token_invalid"
    sentence = "The access token is not valid."

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Put the sentence into the challenge."""
        super().__init_subclass__(**kwargs)
        cls.challenge = f'Bearer error="invalid_token", error_description="{cls.sentence}"'


class TokenInvalid(TokenRefused):
    """The token was not issued by Kith, or not for this use."""


class TokenExpired(TokenRefused):
    """The token was valid and has expired: the client refreshes it."""

    code = "token_expired"
    sentence = "The access token has expired; refresh it."


class SessionEnded(TokenRefused):
    """The session of the token has ended: the user logs in again."""

    code = "session_ended"
    sentence = "The session has ended; log in again."


class Refused(DomainError):
    """The caller is known and may not do this."""

    code = "forbidden"
    status = 403


class NotFound(DomainError):
    """There is no such object, or the caller may not see it: both are answered alike."""

    code = "not_found"
    status = 404

    def __init__(self, detail: str = HIDDEN) -> None:
        super().__init__(detail)


class Conflict(DomainError):
    """The request conflicts with the present state."""

    code = "conflict"
    status = 409


class Unprocessable(DomainError):
    """The request is well formed, but a rule refuses it."""

    code = "unprocessable"
    status = 422


class TooManyRequests(DomainError):
    """A limit is exceeded; the headers say when to retry."""

    code = "rate_limited"
    status = 429


class Unavailable(DomainError):
    """Something that the answer needs is unavailable at present."""

    code = "unavailable"
    status = 503

    def __init__(
        self, detail: str = "The service is not available right now.", *, retry_after_seconds: int = 1
    ) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after_seconds)})
