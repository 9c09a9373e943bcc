"""Settings of the tests' service."""

from chassis.settings import *

SERVICE = "almanac"
SERVICE_URLCONF = "chassis.running.urls"
INSTALLED_APPS += ["almanac", "tasks"]
