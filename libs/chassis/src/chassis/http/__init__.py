"""Requests and responses: views, authentication, validation, paging, idempotency, limits, refusals."""
