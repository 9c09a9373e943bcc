"""Which e-mail addresses are accepted, and the normal form in which they are stored and looked up."""

import unicodedata
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets

_is_address = EmailValidator(allowlist=[])


def email_fold(raw: str) -> str:
    """Return the normal form of an address: NFKC, lower case, the domain in ASCII where that is possible."""
    local, at, domain = unicodedata.normalize("NFKC", raw).strip().casefold().rpartition("@")
    with suppress(UnicodeError):  # not a domain name; email_of refuses it, and no account has it
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def email_of(raw: str) -> str:
    """Return the normal form of an address. Raises ValueError when mail cannot be sent to it."""
    address = email_fold(raw)
    try:
        _is_address(address)
    except ValidationError as error:
        raise ValueError("This is not an e-mail address.") from error
    # An address of a machine in brackets would let a client choose which host the mail server connects to.
    if len(address) > MAX_LENGTH or not address.isascii() or address.endswith("]"):
        raise ValueError("This is not an e-mail address.")
    return address


def email_mailbox(address: str) -> str:
    """Return a folded address without its ``+tag``, so that all tags share one limit of attempts."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
