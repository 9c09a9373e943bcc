"""The one door: routes, token checks, limits, revocation."""
