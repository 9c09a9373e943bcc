"""Who may call a view of the auth service."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.authentication import has_refresh


class AnyToken(BasePermission):
    """Requests with an access token or, in the body, a refresh token."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether there is one; the view checks whether a refresh token is valid."""
        return request.user is not None or has_refresh(request)
