"""Settings of the social graph service: what differs from the chassis."""

from chassis.settings import *

SERVICE = "social_graph"
SERVICE_URLCONF = "social_graph.urls"
INSTALLED_APPS += ["personal_data", "relations.people", "social_graph"]

CONTENT_URLS = env.list("CONTENT_URLS")
"""Addresses of the services that show content: a change that narrows who may see is confirmed by all of them."""
