"""Profiles: who people say they are."""
