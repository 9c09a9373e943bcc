"""Settings of the social graph service: what differs from the chassis."""

from chassis.settings import *

SERVICE = "social_graph"
SERVICE_URLCONF = "social_graph.urls"
INSTALLED_APPS += ["relations.people", "social_graph"]
