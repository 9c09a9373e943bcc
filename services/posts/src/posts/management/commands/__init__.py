"""Commands of the posts service."""
