"""Settings of the service that is measured."""

from chassis.settings import *

SERVICE = "social_graph"
SERVICE_URLCONF = "chassis.http.exports"
INSTALLED_APPS += ["bench.bus"]
