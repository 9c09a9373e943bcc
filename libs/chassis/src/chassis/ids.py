"""Identifiers: UUIDv7, so that newer rows sort after older ones."""

from uuid_utils.compat import uuid7

__all__ = ["uuid7"]
