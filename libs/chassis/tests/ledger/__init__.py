"""A service that counts: every way in which a handler can go well or wrong, for the tests of the bus."""
