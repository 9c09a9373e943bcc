"""End-to-end tests through the gateway, on the whole stack: one that the tests start, or the one at KITH_URL."""
