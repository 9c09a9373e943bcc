"""The shapes of accounts, sessions and tokens."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request

from accounts import passwords
from accounts.devices import device_name
from accounts.emails import MAX_LENGTH as MAX_EMAIL_LENGTH
from accounts.passwords import password_faults
from accounts.serializers.fields import MAX_TYPED, Code, Email, Password, Strict, Username
from accounts.usernames import username_fold
from chassis.http.fields import Text
from chassis.http.output import Output
from chassis.http.serializers import Input, names_of
from media.inputs import Picture, PicturesIn, picture_prepare
from media.sandbox import Encoded
from media.shapes import AVATAR


class AccountOut(Output):
    """An account as its owner sees it."""

    id = serializers.UUIDField()
    username = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.BooleanField()
    has_second_factor = serializers.BooleanField()
    roles = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()


class RegisterIn(PicturesIn):
    """A registration; ``password2`` is another name of ``password_confirm``. A picture is sent in a form."""

    aliases: ClassVar = {"password2": "password_confirm"}
    ignored: ClassVar = names_of(AccountOut)

    username = Username()
    email = Email()
    password = Password(min_length=passwords.MIN_LENGTH)
    password_confirm = Strict(max_length=passwords.MAX_LENGTH, trim_whitespace=False)
    bio = Text(500, multiline=True, blank=True, default="")
    profile_picture = Picture()

    @classmethod
    def prepare(cls, form: Any) -> None:
        """Check the picture of a form, so that ``of`` takes no long time. Raises Unavailable."""
        picture_prepare(form.get("profile_picture"), shape=AVATAR, field="profile_picture")

    @classmethod
    def of(cls, request: Request, *, is_taken: Callable[[str], bool]) -> dict[str, Any]:
        """Return the checked fields in their normal forms. Raises ValidationError, PictureRefused and Unavailable."""
        serializer = cls(data=request.data, context={"is_taken": is_taken})
        serializer.is_valid(raise_exception=True)
        return {name: value for name, value in serializer.validated_data.items() if name != "password_confirm"}

    def validate_username(self, value: str) -> str:
        """Refuse a name that is not free."""
        if self.context["is_taken"](value):
            raise serializers.ValidationError("This name is taken; choose another one.", code="taken")
        return value

    def validate_password(self, value: str) -> str:
        """Refuse common passwords."""
        typed = {name: str(self.initial_data.get(name, ""))[:MAX_EMAIL_LENGTH] for name in ("username", "email")}
        faults = password_faults(value, username=username_fold(typed["username"]), email=typed["email"])
        if faults:
            raise serializers.ValidationError([serializers.ErrorDetail(text, code) for code, text in faults])
        return value

    def validate_password_confirm(self, value: str) -> str:
        """Refuse a confirmation that differs."""
        if value != self.initial_data.get("password"):
            raise serializers.ValidationError("The two passwords differ.", code="password_mismatch")
        return value

    def validate_profile_picture(self, value: Any) -> Encoded | None:
        """Return the picture in its sizes."""
        return self.encoded(value, shape=AVATAR, field="profile_picture")


class LoginIn(Input):
    """A username or e-mail address, the password, and a code if the account has a second factor.

    ``username`` and ``email`` are other names of ``login``.
    """

    aliases: ClassVar = {"username": "login", "email": "login"}

    login = Text(MAX_TYPED)
    password = Password()
    code = Code(required=False)


class RefreshIn(Input):
    """The refresh token."""

    refresh = Strict(max_length=4096)


class LogoutIn(Input):
    """The refresh token of the session that ends; not needed beside a valid access token."""

    refresh = Strict(max_length=4096, required=False, allow_null=True)


class SessionOut(serializers.Serializer):
    """A session as its owner sees it; ``current`` marks the session of the request."""

    id = serializers.UUIDField()
    device = serializers.SerializerMethodField()
    address = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(source="used_at")
    expires_at = serializers.DateTimeField()
    current = serializers.SerializerMethodField()

    def get_device(self, session: Any) -> str:
        """Return the name of the device, such as "Firefox on Windows"."""
        return device_name(session.device)

    def get_current(self, session: Any) -> bool:
        """Return whether the caller's token belongs to this session."""
        return session.id == self.context["session_id"]


class TokensOut(serializers.Serializer):
    """A pair of tokens."""

    access = serializers.CharField(help_text="The access token, sent as `Authorization: Bearer …`.")
    refresh = serializers.CharField(help_text="Exchanged once for the next pair.")
    token = serializers.CharField(help_text="The same as `access`.")
    expires_in = serializers.IntegerField(help_text="Seconds until the access token expires.")


class LoginOut(TokensOut):
    """The account and the tokens of a new session."""

    user = AccountOut()


class KeyOut(serializers.Serializer):
    """A public key (RFC 7517)."""

    kty = serializers.ChoiceField(["RSA"])
    use = serializers.ChoiceField(["sig"])
    alg = serializers.ChoiceField(["RS256"])
    kid = serializers.CharField()
    n = serializers.CharField()
    e = serializers.CharField()


class KeySetOut(serializers.Serializer):
    """The keys in use."""

    keys = KeyOut(many=True)


def tokens_out(pair: Any) -> dict[str, Any]:
    """Return a pair of tokens in the shape that all answers use; older clients read ``token``."""
    return {"access": pair.access, "refresh": pair.refresh, "token": pair.access, "expires_in": pair.expires_in}


def login_out(account: Any, pair: Any) -> dict[str, Any]:
    """Return the answer to a login or a registration."""
    return {"user": AccountOut.shown(account), **tokens_out(pair)}
