"""Accounts, credentials, sessions and the keys that sign tokens."""

NAME = "auth"
"""The service as people call it; the package has another name because Django has a package ``auth``."""
