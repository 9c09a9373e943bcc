"""The events that the services of Kith publish, as data."""

from contracts import accounts, posts, profiles, social_graph
from contracts.event import EVENTS, Event

__all__ = ["EVENTS", "Event", "accounts", "posts", "profiles", "social_graph"]
