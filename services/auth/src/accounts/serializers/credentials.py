"""The shapes of credentials: addresses, passwords, second factors."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request

from accounts import passwords
from accounts.models import Account
from accounts.passwords import password_faults, password_fold
from accounts.serializers.fields import Code, Email, Password, Strict
from chassis.http.output import Output
from chassis.http.serializers import Input

MAX_TOKEN = 200


class EmailVerifyIn(Input):
    """The token of the link that was mailed."""

    token = Strict(max_length=MAX_TOKEN)


class Confirmed(Input):
    """A body with the password of the caller, which is compared while the other fields are checked."""

    @classmethod
    def of(cls, request: Request, *, account: Account, is_right: Callable[..., bool]) -> dict[str, Any]:
        """Return the checked fields; ``is_right`` compares the ``password=`` of ``account``, once.

        Raises ValidationError, which becomes a 400 with the faults of all fields, and what ``is_right`` raises.
        """
        serializer = cls(data=request.data, context={"account": account, "is_right": cache(is_right)})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def own_password(self, value: str) -> str:
        """Refuse another password than the account's."""
        if not self.context["is_right"](password=value):
            raise serializers.ValidationError("This is not your password.", code="wrong_password")
        return value


class EmailChangeIn(Confirmed):
    """The new address, and the password of the account."""

    email = Email()
    password = Password()

    def validate_email(self, value: str) -> str:
        """Refuse the address that the account has."""
        if value == self.context["account"].email:
            raise serializers.ValidationError("This is your address already.", code="unchanged")
        return value

    def validate_password(self, value: str) -> str:
        """Refuse another password than the account's."""
        return self.own_password(value)


class NewPassword(Input):
    """A new password, typed twice; ``password2`` is another name of ``password_confirm``."""

    aliases: ClassVar = {"new_password": "password", "password2": "password_confirm"}

    password = Password(min_length=passwords.MIN_LENGTH)
    password_confirm = Strict(max_length=passwords.MAX_LENGTH, trim_whitespace=False)

    def validate_password(self, value: str) -> str:
        """Refuse what is easy to guess, also for somebody who knows the account."""
        return _without_faults(value, self.faults(value))

    def owner(self) -> Account | None:
        """Return the account that gets the password, None if it is not known."""
        account: Account | None = self.context.get("account")
        return account

    def faults(self, value: str) -> list[tuple[str, str]]:
        """Return why the new password is refused, as pairs of code and sentence."""
        owner = self.owner()
        return password_faults(value, username=owner.username if owner else "", email=owner.email if owner else "")

    def validate_password_confirm(self, value: str) -> str:
        """Refuse a mistyped password."""
        typed = self.initial_data.get("password", self.initial_data.get("new_password"))
        if value != typed:
            raise serializers.ValidationError("The two passwords differ.", code="password_mismatch")
        return value


class PasswordChangeIn(NewPassword, Confirmed):
    """The present password and the new one."""

    current_password = Password()

    def faults(self, value: str) -> list[tuple[str, str]]:
        """Return why the new password is refused; the present one is no new one."""
        faults, present = super().faults(value), self.initial_data.get("current_password")
        if isinstance(present, str) and _is_same(present, value) and self.context["is_right"](password=present):
            faults.append(("unchanged", "This is your password already."))
        return faults

    def validate_current_password(self, value: str) -> str:
        """Refuse another password than the account's."""
        return self.own_password(value)


def _is_same(one: str, other: str) -> bool:
    return len(one) <= passwords.MAX_LENGTH and password_fold(one) == password_fold(other)


def _without_faults(value: str, faults: list[tuple[str, str]]) -> str:
    if faults:
        raise serializers.ValidationError([serializers.ErrorDetail(text, code) for code, text in faults])
    return value


class PasswordResetRequestIn(Input):
    """The confirmed address of an account."""

    email = Email()


class PasswordResetIn(NewPassword):
    """The token of the link that was mailed, and the new password."""

    token = Strict(max_length=MAX_TOKEN)

    @classmethod
    def of(cls, request: Request, *, account_of: Callable[..., Account | None]) -> dict[str, Any]:
        """Return the checked fields; ``account_of`` returns the account of a ``token=``, or None.

        Raises ValidationError, which becomes a 400 with the faults of all fields.
        """
        serializer = cls(data=request.data, context={"account_of": account_of})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def owner(self) -> Account | None:
        """Return the account that the link was mailed to, None for a token of none."""
        token = self.initial_data.get("token")
        account: Account | None = self.context["account_of"](token=token) if isinstance(token, str) else None
        return account


class SecondFactorIn(Input):
    """The password of the account."""

    password = Password()


class SecondFactorConfirmIn(Input):
    """The code of six digits that the authenticator app shows."""

    code = Code()

    def validate_code(self, value: str) -> str:
        """Refuse what no app shows."""
        if not re.fullmatch(r"[0-9]{6}", value):
            raise serializers.ValidationError("Enter the six digits that the app shows.", code="invalid")
        return value


class SecondFactorOut(Output):
    """A set-up that waits for its first code. The secret is shown this once."""

    secret = serializers.CharField(help_text="In base32, for typing it into an authenticator app.")
    otpauth_uri = serializers.CharField(help_text="The same for a QR code.")
    expires_at = serializers.DateTimeField(help_text="Until when it can be confirmed.")


class RecoveryCodesOut(Output):
    """Codes that replace a lost app, each once. They are shown this once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())
