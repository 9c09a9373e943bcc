"""Events of a service: published from the outbox, taken once by the inbox, kept as projections."""
