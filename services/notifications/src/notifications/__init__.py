"""Notifications of follows, likes, comments and replies."""
