"""The shapes of exports: what an owner sends and gets."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.archive_files import signed_url
from accounts.models import Archive, ArchiveState
from accounts.serializers.fields import Password
from chassis.http.output import Output
from chassis.http.serializers import Input

SHARES = ("waiting", "running", "done")


class ArchiveIn(Input):
    """The password of the account: a stolen token is not enough for everything that it has."""

    password = Password()


class ProgressOut(serializers.Serializer):
    """How many services have given what they have, and how many there are."""

    done = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(min_value=0)


class ShareOut(serializers.Serializer):
    """What one service has given so far."""

    name = serializers.CharField()
    state = serializers.ChoiceField(choices=SHARES)


class ArchiveOut(Output):
    """An export as its owner sees it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ArchiveState.choices)
    progress = ProgressOut()
    services = ShareOut(many=True)
    size = serializers.IntegerField(min_value=0, help_text="Bytes of the zip so far.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when it can be fetched, once it is ready.")
    url = serializers.URLField(
        allow_null=True,
        help_text="Where the zip is fetched, without a token, for 5 minutes; null unless it is ready.",
    )

    @classmethod
    def shown(cls, archive: Archive) -> dict[str, Any]:
        """Return an archive with an address of its file, signed now."""
        now = timezone.now()
        state = archive.state_at(now)
        return {
            "id": archive.id,
            "state": state,
            "progress": archive.progress,
            "services": _shares(archive),
            "size": archive.size,
            "created_at": archive.created_at,
            "expires_at": archive.expires_at,
            "url": _url(archive, now) if state == ArchiveState.READY else None,
        }


def _shares(archive: Archive) -> list[dict[str, str]]:
    return [{"name": name, "state": _share(place, archive)} for place, name in enumerate(archive.services)]


def _share(place: int, archive: Archive) -> str:
    if place < archive.services_done:
        return "done"
    return "running" if place == archive.services_done and archive.state == ArchiveState.RUNNING else "waiting"


def _url(archive: Archive, now: datetime) -> str:
    assert archive.expires_at is not None
    return signed_url(archive.file_id, now=now, expires_at=archive.expires_at)
