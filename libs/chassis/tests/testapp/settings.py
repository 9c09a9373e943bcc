"""Settings of the test service."""

from chassis.settings import *  # noqa: F403

SERVICE = "testapp"
SERVICE_URLCONF = "testapp.urls"
INSTALLED_APPS += ["chassis.people", "testapp"]  # noqa: F405
