"""The speed of events: from outbox to broker, from broker to effect, and from commit to effect."""
