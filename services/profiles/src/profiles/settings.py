"""Settings of the profiles service: what differs from the chassis."""

from chassis.settings import *  # noqa: F403

SERVICE = "profiles"
SERVICE_URLCONF = "profiles.urls"
INSTALLED_APPS += ["profiles"]  # noqa: F405
