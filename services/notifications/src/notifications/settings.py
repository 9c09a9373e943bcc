"""Settings of the notifications service: what differs from the chassis."""

from chassis.settings import *

SERVICE = "notifications"
SERVICE_URLCONF = "notifications.urls"
INSTALLED_APPS += ["personal_data", "relations.people", "relations", "notifications"]
