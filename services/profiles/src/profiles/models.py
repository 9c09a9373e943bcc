"""What people say about themselves."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from media.models import Picture, path_of
from relations.audience import may_see_account

USERNAME_MAX = 30
DISPLAY_NAME_MAX = 50
BIO_MAX = 500
LOCATION_MAX = 100
WEBSITE_MAX = 200
PRONOUNS_MAX = 50
FIELDS_MAX = 4
FIELD_NAME_MAX = 50
FIELD_VALUE_MAX = 200


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Profiles, narrowed down to those somebody may see."""

    def visible_to(self, viewer_id: UUID | None) -> "ProfileQuerySet":
        """Keep those that the viewer may see; None is an anonymous caller."""
        return self.filter(may_see_account(viewer_id))

    def discoverable(self) -> "ProfileQuerySet":
        """Keep those that are in lists."""
        return self.filter(is_discoverable=True)


class Profile(models.Model):
    """The public page of one account. Its counts are stored with the projections."""

    id = models.UUIDField(primary_key=True)
    """The account's id; the auth service owns it."""
    username = models.CharField(max_length=USERNAME_MAX, unique=True)
    display_name = models.CharField(max_length=DISPLAY_NAME_MAX, blank=True, default="")
    # Null until it is set: a late registration may fill it then, but does not overwrite what the owner wrote.
    bio = models.CharField(max_length=BIO_MAX, null=True)
    location = models.CharField(max_length=LOCATION_MAX, blank=True, default="")
    website = models.CharField(max_length=WEBSITE_MAX, blank=True, default="")
    pronouns = models.CharField(max_length=PRONOUNS_MAX, blank=True, default="")
    fields = models.JSONField(default=list)
    """Up to FIELDS_MAX of {"name", "value"}, in the owner's order."""
    birth_date = models.DateField(null=True)
    """Private: only its owner sees it."""
    # Without Django's indexes: those that find who refers to a picture leave out the profiles that have none.
    avatar_picture = models.ForeignKey(Picture, models.PROTECT, null=True, db_index=False, related_name="+")
    banner_picture = models.ForeignKey(Picture, models.PROTECT, null=True, db_index=False, related_name="+")
    has_chosen_avatar = models.BooleanField(default=False, db_default=False)
    """An avatar was set or removed once: the picture of the registration, should it come later, is not taken."""
    is_discoverable = models.BooleanField(default=True, db_default=True)
    """Whether it is in lists and is found by searches; by its address, and by its exact username, it always is."""
    hides_connections = models.BooleanField(default=False, db_default=False)
    """Whether only its owner sees whom it follows and who follows it; the social graph enforces this."""
    is_private = models.BooleanField(default=False, db_default=False)
    """Whether it approves its followers, and only they see what it makes; every service enforces this."""
    privacy_version = models.PositiveBigIntegerField(default=0, db_default=0)
    """Counts the changes of ``is_private``: one more with each PrivacyChanged."""
    privacy_changed_at = models.DateTimeField(null=True)
    shows_online_status = models.BooleanField(default=True, db_default=True)
    joined_at = models.DateTimeField(db_default=Now())
    version = models.PositiveBigIntegerField(default=0)
    """Counts the public changes: 0 as registered, then one more with each ProfileUpdated."""

    relationship: dict[str, object] | None = None
    """The viewer's relationship to it; selectors set it. Not a column."""

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(username=""), name="a_profile_has_a_username"),
        ]
        # Those of searches are expressions, in the migration ``find_profiles``.
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(is_discoverable=True), name="profiles_in_lists"),
            models.Index(fields=["avatar_picture"], condition=Q(avatar_picture__isnull=False), name="avatars"),
            models.Index(fields=["banner_picture"], condition=Q(banner_picture__isnull=False), name="banners"),
        ]

    @property
    def shown_name(self) -> str:
        """Return the name on the card: the display name, or the username while there is none."""
        return self.display_name or self.username

    @property
    def shown_bio(self) -> str:
        """Return the bio, which may be empty."""
        return self.bio or ""

    @property
    def shown_avatar(self) -> dict[str, str] | None:
        """Return what ``AvatarOut`` shows of the picture of the owner; None while there is none."""
        return _picture(self.avatar_picture_id, getattr(self, "avatar_blurhash", ""))

    @property
    def shown_banner(self) -> dict[str, str] | None:
        """Return the same of the picture above the profile."""
        return _picture(self.banner_picture_id, getattr(self, "banner_blurhash", ""))


def _picture(picture_id: UUID | None, blurhash: str) -> dict[str, str] | None:
    return {"path": path_of(picture_id), "blurhash": blurhash} if picture_id else None
