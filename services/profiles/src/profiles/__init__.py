"""Profiles: what people publish about themselves."""
