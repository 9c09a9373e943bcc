"""Settings of the tests' service."""

from chassis.settings import *

SERVICE = "content"
SERVICE_URLCONF = "content.urls"
INSTALLED_APPS += ["relations.people", "relations", "content"]
