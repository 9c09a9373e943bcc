"""Settings of the tests' service."""

from chassis.settings import *

SERVICE = "diary"
SERVICE_URLCONF = "diary.urls"
INSTALLED_APPS += ["personal_data", "diary"]
