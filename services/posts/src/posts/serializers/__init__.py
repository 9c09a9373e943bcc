"""Shapes of what the posts service takes and answers."""
