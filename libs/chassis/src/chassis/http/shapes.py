"""Shapes of answers that several services have."""

from rest_framework import serializers

from chassis.http.output import Output


class AvatarOut(Output):
    """The picture of a person in three sizes."""

    small = serializers.URLField()
    medium = serializers.URLField()
    large = serializers.URLField()
    blurhash = serializers.CharField()


class AuthorOut(Output):
    """A person as shown beside what the person did."""

    id = serializers.UUIDField(help_text="The account's id.")
    username = serializers.CharField(help_text="Empty until the account's registration has arrived in the service.")
    display_name = serializers.CharField()
    avatar = AvatarOut(allow_null=True)
