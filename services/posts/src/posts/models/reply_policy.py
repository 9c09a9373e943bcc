"""Who may comment on a post."""

from django.db import models


class ReplyPolicy(models.TextChoices):
    """Who may comment on a post, of those who may read it; its author always may."""

    EVERYONE = "everyone"
    FOLLOWERS = "followers"
    MENTIONED = "mentioned"
    NOBODY = "nobody"
