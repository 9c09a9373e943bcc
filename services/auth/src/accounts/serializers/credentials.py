"""The shapes of what proves who somebody is: addresses, passwords, second factors."""

from typing import ClassVar

from rest_framework import serializers

from accounts import passwords
from accounts.passwords import password_faults
from accounts.serializers.fields import Email, Password, Strict
from chassis.http.serializers import Input

MAX_TOKEN = 200


class EmailVerifyIn(Input):
    """The token of the link that was mailed."""

    token = Strict(max_length=MAX_TOKEN)


class EmailChangeIn(Input):
    """The new address, and the password of the account."""

    email = Email()
    password = Password()


class NewPassword(Input):
    """A new password, typed twice; ``password2`` is another name of ``password_confirm``."""

    aliases: ClassVar = {"new_password": "password", "password2": "password_confirm"}

    password = Password(min_length=passwords.MIN_LENGTH)
    password_confirm = Strict(max_length=passwords.MAX_LENGTH, trim_whitespace=False)

    def validate_password(self, value: str) -> str:
        """Refuse common passwords; whether it is like the account's name, the service decides."""
        faults = password_faults(value, username="", email="")
        if faults:
            raise serializers.ValidationError([serializers.ErrorDetail(text, code) for code, text in faults])
        return value

    def validate_password_confirm(self, value: str) -> str:
        """Refuse a mistyped password."""
        typed = self.initial_data.get("password", self.initial_data.get("new_password"))
        if value != typed:
            raise serializers.ValidationError("The two passwords differ.", code="password_mismatch")
        return value


class PasswordChangeIn(NewPassword):
    """The present password and the new one."""

    current_password = Password()


class PasswordResetRequestIn(Input):
    """The confirmed address of an account."""

    email = Email()


class PasswordResetIn(NewPassword):
    """The token of the link that was mailed, and the new password."""

    token = Strict(max_length=MAX_TOKEN)
