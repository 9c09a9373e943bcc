"""Every refusal of the auth service."""

from chassis.errors import Conflict, DomainError, InvalidInput, NotFound, Refused, TokenRefused, Unauthenticated


class WrongCredentials(Unauthenticated):
    """There is no such account, or this is not its password: the answer does not say which of the two."""

    code = "wrong_credentials"
    sentence = "The name or the password is wrong."


class SecondFactorNeeded(Unauthenticated):
    """The password is right, and the account has a second factor: a code is needed, too."""

    code = "second_factor_needed"
    sentence = "This account also needs a code: from its authenticator app, or a recovery code."


class WrongSecondFactor(Unauthenticated):
    """The password is right; the code is wrong, has expired, or was used before: the answer does not say which."""

    code = "wrong_second_factor"
    sentence = "The code is wrong, has expired, or was used before."


class SecondFactorActive(Conflict):
    """The account has a second factor already; another one is set up after disabling it."""

    code = "second_factor_active"

    def __init__(self) -> None:
        super().__init__("The second factor is enabled already.")


class SecondFactorMissing(Conflict):
    """There is no second factor to disable, or no set-up to confirm."""

    code = "second_factor_missing"

    def __init__(self, detail: str = "No second factor is enabled.") -> None:
        super().__init__(detail)


class WrongCode(InvalidInput):
    """Somebody who sets up a second factor gave a code that the app does not show now."""

    def __init__(self) -> None:
        fault = {"field": "code", "code": "wrong_code", "detail": "This is not the code that the app shows now."}
        super().__init__("The request is not valid.", errors=[fault])


class LinkInvalid(DomainError):
    """The token of a mailed link was used, has expired, or is not one for this: the answer does not say which."""

    code = "link_invalid"
    status = 400

    def __init__(self) -> None:
        super().__init__("The link was used, has expired, or is not valid here; ask for a new one.")


class EmailVerified(Conflict):
    """The address is verified already."""

    code = "email_verified"

    def __init__(self) -> None:
        super().__init__("The e-mail address is confirmed already.")


class AddressUnchanged(InvalidInput):
    """The new address is the one that the account has."""

    def __init__(self) -> None:
        fault = {"field": "email", "code": "unchanged", "detail": "This is your address already."}
        super().__init__("The request is not valid.", errors=[fault])


class WrongPassword(InvalidInput):
    """Somebody who is logged in gave a password that is not theirs; ``field`` is where."""

    def __init__(self, field: str = "password") -> None:
        fault = {"field": field, "code": "wrong_password", "detail": "This is not your password."}
        super().__init__("The request is not valid.", errors=[fault])


class WeakPassword(InvalidInput):
    """The new password is easy to guess for somebody who knows the account."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        errors = [{"field": "password", "code": code, "detail": detail} for code, detail in faults]
        super().__init__("The request is not valid.", errors=errors)


class RefreshTokenInvalid(TokenRefused):
    """The refresh token was not issued by Kith, has expired, or is an access token."""

    code = "refresh_token_invalid"
    sentence = "The refresh token is not valid."


class RefreshTokenReused(TokenRefused):
    """A refresh token was used after it had been exchanged. It may have been stolen, so the session has ended."""

    code = "refresh_token_reused"
    sentence = "This refresh token was used before. The session has been ended; log in again."


class UsernameTaken(InvalidInput):
    """Another request registered the name first; answered like a name that was taken before."""

    def __init__(self) -> None:
        fault = {"field": "username", "code": "taken", "detail": "This name is taken; choose another one."}
        super().__init__("The request is not valid.", errors=[fault])


class RecentLoginNeeded(Refused):
    """The session is too old for what cannot be undone, and no password came with the request."""

    code = "recent_login_needed"

    def __init__(self) -> None:
        super().__init__("Send your password, or log in again.")


class NotYourAccount(Refused):
    """Somebody would delete the account of somebody else."""

    code = "not_your_account"

    def __init__(self) -> None:
        super().__init__("You can delete only your own account.")


class DeletionNotFound(NotFound):
    """There is no deletion with this id."""


class SessionNotFound(NotFound):
    """The caller has no such active session."""


class AccountNotFound(NotFound):
    """There is no such account."""


class StaffOnly(Refused):
    """The caller does not have the role that this needs, or lost it while the request ran."""

    def __init__(self) -> None:
        super().__init__("Your account does not have the role that this needs.")


class StaffProtected(Refused):
    """A moderator acts on a moderator or an administrator."""

    code = "staff_protected"

    def __init__(self) -> None:
        super().__init__("Only an administrator may do this to a moderator or an administrator.")


class OwnAccount(Conflict):
    """Somebody would suspend their own account."""

    code = "own_account"

    def __init__(self) -> None:
        super().__init__("You cannot do this to your own account.")


class LastAdmin(Conflict):
    """Without this account nobody would be an administrator."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__("This is the last administrator; make another account one first.")


class ArchiveNotFound(NotFound):
    """There is no such export, or it is another account's."""
