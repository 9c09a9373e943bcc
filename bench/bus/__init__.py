"""How fast events travel: outbox to broker, broker to effect, and from commit to effect."""
