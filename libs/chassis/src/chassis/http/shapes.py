"""Shapes of answers that several services have."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from chassis.http.links import link_to
from chassis.http.output import Output

MARK = "\x01"
"""Stands for the URL of pictures in what is kept as JSON. It is a control character, so no text of a client has it."""
MARK_IN_JSON = b'"\\u0001/'


def media_url() -> str:
    """Return the URL that the paths of pictures follow."""
    return settings.PUBLIC_MEDIA_URL or link_to("/media")


def with_media_url(kept: bytes) -> bytes:
    """Return JSON that was made with ``KeptAuthorOut``, with the addresses of pictures for the current request."""
    return kept.replace(MARK_IN_JSON, f'"{media_url()}/'.encode()) if MARK_IN_JSON in kept else kept


class AvatarOut(Output):
    """A picture in three sizes. It is made of ``path`` and ``blurhash``, so that what is kept holds no host."""

    small = serializers.URLField()
    medium = serializers.URLField()
    large = serializers.URLField()
    blurhash = serializers.CharField(help_text="A blurred picture in some characters: https://blurha.sh.")

    @classmethod
    def shown(cls, picture: Any) -> dict[str, Any]:
        """Return the addresses of the sizes."""
        return cls.below(media_url(), picture)

    @staticmethod
    def below(base: str, picture: Any) -> dict[str, Any]:
        """Return the addresses below a URL."""
        sizes = {size: f"{base}/{picture['path']}/{size}.webp" for size in ("small", "medium", "large")}
        return {**sizes, "blurhash": picture["blurhash"]}


class AuthorOut(Output):
    """A person as shown beside what the person did."""

    id = serializers.UUIDField(help_text="The account's id.")
    username = serializers.CharField(help_text="Empty until the account's registration has arrived in the service.")
    display_name = serializers.CharField()
    avatar = AvatarOut(allow_null=True)


class KeptAvatarOut(AvatarOut):
    """A picture in what is kept as JSON: ``with_media_url`` completes its addresses."""

    @classmethod
    def shown(cls, picture: Any) -> dict[str, Any]:
        """Return the addresses below the mark."""
        return cls.below(MARK, picture)


class KeptAuthorOut(AuthorOut):
    """A person in what is kept as JSON."""

    avatar = KeptAvatarOut(allow_null=True)
