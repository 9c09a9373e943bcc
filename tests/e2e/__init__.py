"""Journeys through the gateway, on the whole stack: the one that the tests start, or the one at KITH_URL."""
