"""Who may call a view; by default everybody with a token."""

from typing import Any, ClassVar

from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request


class Public(AllowAny):
    """Anonymous callers too; a token that is sent must be valid nevertheless."""


class Moderators(IsAuthenticated):
    """Callers whose token names one of the roles; everybody else is answered 403, or 401 without a token."""

    roles: ClassVar[frozenset[str]] = frozenset({"moderator", "admin"})

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the caller has one of the roles."""
        caller: Any = request.user
        return super().has_permission(request, view) and not self.roles.isdisjoint(caller.roles)


class Admins(Moderators):
    """Administrators only."""

    roles = frozenset({"admin"})
