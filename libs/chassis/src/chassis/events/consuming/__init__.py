"""The consumer of each lane, its bindings, and the retry and dead-letter queues."""
