"""How an address names an account: by its id, or by its username behind an "@"."""

from uuid import UUID

from django.urls import register_converter

Account = UUID | str
"""An account's id, or its username in normal form."""


class AccountConverter:
    """``<account:…>`` in a path: ``0199…`` or ``@ada``, in any case."""

    regex = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|@[A-Za-z0-9_.]{1,30}"

    def to_python(self, value: str) -> Account:
        """Return the id or the username."""
        return value[1:].casefold() if value.startswith("@") else UUID(value)

    def to_url(self, value: Account) -> str:
        """Return the text for the path."""
        return str(value) if isinstance(value, UUID) else f"@{value}"


register_converter(AccountConverter, "account")
