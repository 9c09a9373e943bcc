"""Handlers of other services' events; each calls one service."""

from notifications.consumers import accounts, batches, posts, social_graph

__all__ = ["accounts", "batches", "posts", "social_graph"]
