"""The consumer of each lane, its bindings, and where a message goes that it could not handle."""
