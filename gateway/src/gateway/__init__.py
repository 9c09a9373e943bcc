"""The single entry point: routes, token checks, limits, revocation."""
