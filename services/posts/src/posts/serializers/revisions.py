"""Shapes of earlier versions of posts."""

from rest_framework import serializers

from chassis.http.output import Output


class RevisionOut(Output):
    """What a post said before an edit."""

    id = serializers.UUIDField(help_text="Of this version, not of the post.")
    title = serializers.CharField()
    text = serializers.CharField()
    content_warning = serializers.CharField()
    language = serializers.CharField()
    written_at = serializers.DateTimeField(help_text="When the author wrote this version.")
