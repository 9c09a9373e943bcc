"""Settings of the posts service: what differs from the chassis."""

from chassis.settings import *
from media.settings import *

SERVICE = "posts"
SERVICE_URLCONF = "posts.urls"
INSTALLED_APPS += ["personal_data", "relations.people", "relations", "media", "posts", "tasks"]

FANOUT_MAX_FOLLOWERS = 10_000
"""Followers above which an author's posts are merged into feeds when these are read, not copied to every timeline."""

TIMELINE_MAX_LENGTH = 800
"""Posts in a timeline; older ones are read from the database."""

TRENDS_MIN_ACCOUNTS = 3
"""How many accounts must have used a hashtag within a day before it can be a trend."""
