"""Accounts, credentials, sessions and the keys that sign tokens."""
