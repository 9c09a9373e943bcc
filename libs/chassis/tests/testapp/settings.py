"""Settings of the test service."""

from chassis.settings import *

SERVICE = "testapp"
SERVICE_URLCONF = "testapp.urls"
INSTALLED_APPS += ["relations.people", "testapp", "ledger"]
