"""Settings of the tests' service."""

from chassis.settings import *
from media.settings import *

SERVICE = "gallery"
SERVICE_URLCONF = "gallery.urls"
INSTALLED_APPS += ["media"]
