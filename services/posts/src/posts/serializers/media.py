"""Shapes of media, in and out."""

import re
from typing import Any, ClassVar
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from chassis.http.fields import Text
from chassis.http.output import Output
from chassis.http.serializers import Input, names_of
from media.checking import Checked
from media.inputs import PictureOrDocument, PicturesIn, PicturesOrDocuments
from media.shapes import ATTACHED, SIZES
from posts.addresses import address_of
from posts.models import Medium, medium

IMAGE, FILE = "image", "file"
ALT = "What it shows, in words, for those who do not see it."
MAX_FILES = 4
"""In one form: each picture takes time to check, and the gateway waits for 20 s."""
MARK = "\x02"
"""Begins an address in what is kept as JSON. It is a control character, so no text of a client has it."""
MARK_IN_JSON = b'"\\u0002'
ADDRESS = re.compile(rb'"\\u0002([0-9a-f-]{36})/([a-z]+)"')


class MediumOut(Output):
    """A picture or a document of a post. Its addresses work for some minutes, for the caller alone."""

    id = serializers.UUIDField(help_text="A post takes it by this id, in `media`.")
    kind = serializers.ChoiceField([IMAGE, FILE], help_text="A picture in three sizes, or a file to download.")
    small = serializers.URLField(allow_null=True, help_text="480 pixels at most; null for a file.")
    medium = serializers.URLField(allow_null=True, help_text="1080 pixels at most; null for a file.")
    large = serializers.URLField(allow_null=True, help_text="2048 pixels at most; null for a file.")
    url = serializers.URLField(help_text="The large picture, or the file as a download.")
    alt = serializers.CharField(help_text=f"{ALT} Empty when not given.")
    name = serializers.CharField(help_text="What a file is called; empty for an image.")
    media_type = serializers.CharField(help_text="Such as `image/webp`, which every picture is, or `application/pdf`.")
    width = serializers.IntegerField(allow_null=True, help_text="Pixels of the large picture; null for a file.")
    height = serializers.IntegerField(allow_null=True, help_text="Likewise.")
    bytes = serializers.IntegerField(help_text="Of the large picture, or of the file.")
    blurhash = serializers.CharField(
        allow_null=True, help_text="A blurred picture in some characters; null for a file."
    )

    @classmethod
    def shown(cls, instance: Any) -> dict[str, Any]:
        """Return the shape ``media``."""
        kept, is_image = instance.picture, not instance.picture.media_type
        sizes = {size: cls.address(instance.id, size) if is_image else None for size in SIZES}
        return {
            "id": instance.id,
            "kind": IMAGE if is_image else FILE,
            **sizes,
            "url": sizes["large"] or cls.address(instance.id, FILE),
            "alt": instance.alt,
            "name": kept.name,
            "media_type": kept.media_type or "image/webp",
            "width": kept.width or None,
            "height": kept.height or None,
            "bytes": kept.bytes,
            "blurhash": kept.blurhash or None,
        }

    @staticmethod
    def address(medium_id: UUID, file: str) -> str:
        """Return the address of a file for the caller."""
        return address_of(str(medium_id), file)


class KeptMediumOut(MediumOut):
    """A medium in what is kept as JSON for all readers: ``with_addresses`` completes it for one."""

    @staticmethod
    def address(medium_id: UUID, file: str) -> str:
        """Return what stands for the address of a file."""
        return f"{MARK}{medium_id}/{file}"


def with_addresses(kept: bytes) -> bytes:
    """Return JSON that was made with ``KeptMediumOut``, with the addresses for the caller of the current request."""
    if MARK_IN_JSON not in kept:
        return kept
    return ADDRESS.sub(lambda found: f'"{address_of(found[1].decode(), found[2].decode())}"'.encode(), kept)


class MediumIn(PicturesIn):
    """A file, and what it shows in words."""

    ignored: ClassVar = names_of(MediumOut)

    file = PictureOrDocument()
    alt = Text(max_length=medium.ALT_MAX_LENGTH, multiline=True, blank=True, default="", help_text=ALT)

    def validate_file(self, value: Any) -> Checked | None:
        """Return what was checked."""
        return None if value is None else self.checked(value, shape=ATTACHED, field="file")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a form without a file."""
        if not attrs.get("file"):
            raise serializers.ValidationError({"file": "Send a file."}, code="required")
        return attrs


class MediumChange(Input):
    """What of a medium can be changed."""

    ignored: ClassVar = names_of(MediumOut)

    alt = Text(max_length=medium.ALT_MAX_LENGTH, multiline=True, blank=True, default="", help_text=ALT)


class WithMedia(PicturesIn):
    """A body with media."""

    media = PicturesOrDocuments(
        most=medium.MAX_OF_POST,
        most_files=MAX_FILES,
        default=list,
        help_text="Ids of media that were uploaded before, in their order; a form has them as a text of JSON, or up to "
        f"{MAX_FILES} files instead. A medium belongs to one post: of several drafts and scheduled posts that name it, "
        "the first one that is published has it.",
    )

    def validate_media(self, value: list[Any]) -> list[UUID | Checked]:
        """Return ids, and what was checked of files."""
        return [self._checked_file(each) if isinstance(each, UploadedFile) else each for each in value]

    def _checked_file(self, file: UploadedFile) -> Checked:
        return self.checked(file, shape=ATTACHED, field="media")


def medium_out(shown: Medium) -> dict[str, Any]:
    """Return the shape ``media``."""
    return MediumOut.shown(shown)
