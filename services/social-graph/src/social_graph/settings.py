"""Settings of the social graph service: what differs from the chassis."""

from chassis.settings import *

SERVICE = "social_graph"
SERVICE_URLCONF = "social_graph.urls"
INSTALLED_APPS += ["personal_data", "relations.people", "relations", "social_graph"]

OWNS_TIES = True
CONTENT_URLS = [url for url in env.list("CONTENT_URLS") if url != env("SOCIAL_GRAPH_URL", default="")]
"""Addresses of the other services that show content: a change that narrows who may see is confirmed by all of them."""
