"""Limits of what the posts service counts itself."""

from chassis.http.limits import Policy

UPLOADS = Policy("media", "300/hour", per="account")
"""Files that an account uploads, with a post or before it."""
MAX_UNATTACHED = 100
"""Media of an account that belong to no post, scheduled post or draft."""
