"""Settings of the posts service: what differs from the chassis."""

from chassis.settings import *  # noqa: F403

SERVICE = "posts"
SERVICE_URLCONF = "posts.urls"
INSTALLED_APPS += ["chassis.people", "posts"]  # noqa: F405

FANOUT_MAX_FOLLOWERS = 10_000
"""Followers above which an author's posts are merged into feeds when these are read, not copied to every timeline."""
