"""Settings of the profiles service: what differs from the chassis."""

from chassis.settings import *
from media.settings import *

SERVICE = "profiles"
SERVICE_URLCONF = "profiles.urls"
INSTALLED_APPS += ["personal_data", "relations", "media", "profiles"]

SOCIAL_GRAPH_URL = env("SOCIAL_GRAPH_URL")
"""The service that lists connections: an owner who hides them gets its confirmation."""
CONTENT_URLS = [url for url in env.list("CONTENT_URLS") if url != env("PROFILES_URL", default="")]
"""Addresses of the other services that show content: they confirm that an account is private."""
