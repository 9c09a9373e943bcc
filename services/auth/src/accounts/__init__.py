"""Accounts, credentials, sessions and the keys that sign tokens."""

NAME = "auth"
"""The name of the service; the package has another name because Django has a package ``auth``."""
