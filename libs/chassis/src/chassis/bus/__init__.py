"""The broker: where events travel between services."""
