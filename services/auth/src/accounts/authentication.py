"""Who is calling, where the truth about sessions lives: a token counts only while its session does."""

from django.utils import timezone
from rest_framework.request import Request

from accounts.selectors import session_is_alive
from chassis.errors import SessionEnded, TokenRefused
from chassis.http.authentication import Authentication, Caller


class LiveSessionAuthentication(Authentication):
    """The check of every service, and a look at the table of sessions, which the others cannot see."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller, or None for nobody. Raises TokenRefused, also for a session that has ended."""
        known = super().authenticate(request)
        if known and not _is_alive(known[0]):
            raise SessionEnded
        return known


class LeavingAuthentication(LiveSessionAuthentication):
    """The same, but whoever sends a refresh token needs no access token: theirs may have expired (ADR 0054)."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller, or None. Raises TokenRefused for a bad token with no refresh token beside it."""
        try:
            return super().authenticate(request)
        except TokenRefused:
            if not has_refresh(request):
                raise
            return None


def has_refresh(request: Request) -> bool:
    """Return whether the body of a request has a refresh token."""
    return isinstance(request.data, dict) and request.data.get("refresh") is not None


def _is_alive(caller: Caller) -> bool:
    return session_is_alive(session_id=caller.session_id, account_id=caller.id, now=timezone.now())
