"""The OpenAPI document of a service, made of what its code declares; used by commands and tests, never by a request."""

from chassis.openapi.documents import document

__all__ = ["document"]
