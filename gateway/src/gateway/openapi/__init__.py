"""One OpenAPI document of the whole API: the services' documents, completed by what the gateway adds."""

from gateway.openapi.breaking import breaking
from gateway.openapi.instance import instance
from gateway.openapi.merging import BadDocuments, merged

__all__ = ["BadDocuments", "breaking", "instance", "merged"]
