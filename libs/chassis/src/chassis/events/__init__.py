"""Events of a service: published from the outbox, handled once by the inbox, stored as projections."""
