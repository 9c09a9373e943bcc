"""The shapes of a profile, coming in and going out."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlsplit

from django.core.validators import URLValidator
from rest_framework import serializers

from chassis.http.fields import LIST_EXPECTED, Flag, Ids, Text
from chassis.http.links import link_to
from chassis.http.output import Output
from chassis.http.serializers import Input, names_of
from chassis.http.shapes import AvatarOut
from media.inputs import Picture, PicturesIn
from media.sandbox import Encoded
from media.shapes import AVATAR, BANNER
from profiles import models

QUERY_MAX = 100
EARLIEST_BIRTH = date(1900, 1, 1)
WEB_PORTS = {None, 80, 443}

is_web_address = URLValidator(
    schemes=["http", "https"], message="Must be a web address that starts with http:// or https://."
)


def website_check(value: str) -> None:
    """Refuse what is neither empty nor a plain web address: another scheme or port, a user name or password in it."""
    if not value:
        return
    is_web_address(value)
    parts = urlsplit(value)
    if "@" in parts.netloc or not _has_usual_port(parts):
        raise serializers.ValidationError("Must have no user name, password or unusual port.", code="unsafe_link")


def _has_usual_port(parts: SplitResult) -> bool:
    try:
        return parts.port in WEB_PORTS
    except ValueError:  # beyond 65535
        return False


class FieldOut(Output):
    """One line of the owner's own making."""

    name = serializers.CharField()
    value = serializers.CharField()


class RelationshipOut(Output):
    """How the viewer and the account stand to each other, as far as the viewer may know."""

    following = serializers.ChoiceField(["active", "requested", "none"])
    followed_by = serializers.BooleanField()
    friend = serializers.ChoiceField(
        ["friends", "sent", "received", "none"],
        help_text="sent: the viewer has asked to be friends. received: the account has.",
    )
    blocking = serializers.BooleanField()
    muting = serializers.BooleanField()


class ProfileOut(Output):
    """What everybody may see of a profile."""

    id = serializers.UUIDField()
    url = serializers.SerializerMethodField()
    username = serializers.CharField()
    display_name = serializers.CharField(source="shown_name")
    bio = serializers.CharField(source="shown_bio")
    avatar = AvatarOut(source="shown_avatar", allow_null=True)
    banner = AvatarOut(source="shown_banner", allow_null=True)
    location = serializers.CharField()
    website = serializers.CharField()
    pronouns = serializers.CharField()
    fields = FieldOut(many=True)
    is_private = serializers.BooleanField()
    is_discoverable = serializers.BooleanField()
    followers_count = serializers.IntegerField()
    following_count = serializers.IntegerField()
    friends_count = serializers.IntegerField()
    posts_count = serializers.IntegerField()
    joined_at = serializers.DateTimeField()
    relationship = RelationshipOut(allow_null=True)

    def get_url(self, profile: models.Profile) -> str:
        """Return the profile's address."""
        return link_to(f"/api/v1/users/{profile.id}/")


class OwnProfileOut(ProfileOut):
    """The fields that only the owner sees."""

    birth_date = serializers.DateField(allow_null=True)
    hides_connections = serializers.BooleanField()
    shows_online_status = serializers.BooleanField()


class UnknownOut(serializers.Serializer):
    """What is added to a list of profiles by ids."""

    unknown = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text="Ids without a profile; only where `ids` was sent."
    )


class FieldIn(Input):
    """One line of the owner's own making."""

    name = Text(max_length=models.FIELD_NAME_MAX)
    value = Text(max_length=models.FIELD_VALUE_MAX)


class ProfileIn(PicturesIn):
    """What an owner may change; other fields of a profile, such as counts, are ignored.

    Fields that are not sent keep their value.
    """

    aliases: ClassVar = {"profile_picture": "avatar"}
    ignored: ClassVar = names_of(OwnProfileOut)

    display_name = Text(max_length=models.DISPLAY_NAME_MAX, blank=True, default="")
    bio = Text(max_length=models.BIO_MAX, multiline=True, blank=True, default="")
    location = Text(max_length=models.LOCATION_MAX, blank=True, default="")
    website = Text(max_length=models.WEBSITE_MAX, blank=True, default="", validators=[website_check])
    pronouns = Text(max_length=models.PRONOUNS_MAX, blank=True, default="")
    avatar = Picture()
    banner = Picture()
    fields = FieldIn(many=True, max_length=models.FIELDS_MAX, default=list, error_messages=LIST_EXPECTED)
    birth_date = serializers.DateField(allow_null=True, default=None)
    is_private = Flag(
        default=False, help_text="Whether the owner approves followers, and only they see what the account makes."
    )
    is_discoverable = Flag(
        default=True, help_text="Whether others find the profile in lists and searches; its address always works."
    )
    hides_connections = Flag(
        default=False, help_text="Whether only the owner may list followers and followees; their numbers stay public."
    )
    shows_online_status = Flag(default=True, help_text="Kept for a later version.")

    def validate_avatar(self, value: Any) -> Encoded | None:
        """Return the picture in its sizes."""
        return self.encoded(value, shape=AVATAR, field="avatar")

    def validate_banner(self, value: Any) -> Encoded | None:
        """Return the picture in its sizes."""
        return self.encoded(value, shape=BANNER, field="banner")

    def validate_birth_date(self, value: date | None) -> date | None:
        """Refuse dates that cannot be the birthday of a living person."""
        if value is not None and not EARLIEST_BIRTH <= value <= datetime.now(UTC).date():
            raise serializers.ValidationError("Must be a day from 1900 on, and not in the future.", code="out_of_range")
        return value


class ProfileFilter(Input):
    """Which profiles to list: all, those of ``ids``, separated by commas, or those that a search for ``q`` finds."""

    q = Text(max_length=QUERY_MAX, default=None, help_text="A name, or words; with it no `ids`.")
    ids = Ids(allow_blank=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a search among some profiles."""
        if attrs["q"] is not None and attrs["ids"] is not None:
            raise serializers.ValidationError({"q": "Send either this or ids."}, code="not_together")
        return attrs
