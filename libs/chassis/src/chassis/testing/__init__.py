"""Tests of services: real databases, real tokens, and the events that were emitted."""
