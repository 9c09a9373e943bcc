"""The OpenAPI document of a service, generated from its code; used by commands and tests, never by requests."""

from chassis.openapi.documents import document

__all__ = ["document"]
