"""Authentication in the auth service, which has the sessions: a token is valid only while its session is."""

from django.utils import timezone
from rest_framework.request import Request

from accounts.errors import StaffOnly
from accounts.roles import STAFF
from accounts.selectors.sessions import session_is_alive
from chassis.errors import SessionEnded, TokenRefused
from chassis.http.authentication import Authentication, Caller


class LiveSessionAuthentication(Authentication):
    """The check of every service, and a lookup in the table of sessions, which only this service has."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller, or None without a token. Raises TokenRefused, also for a session that has ended."""
        known = super().authenticate(request)
        if known and not _is_alive(known[0]):
            raise SessionEnded
        return known


class StaffAuthentication(LiveSessionAuthentication):
    """The same, for addresses of the staff: others are refused by their token alone, before any query."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller, or None without a token. Raises StaffOnly, and TokenRefused as usual."""
        known = Authentication.authenticate(self, request)
        if known and STAFF.isdisjoint(known[0].roles):
            raise StaffOnly()
        return super().authenticate(request)


class LeavingAuthentication(LiveSessionAuthentication):
    """The same, but a request with a refresh token needs no access token, which may have expired (ADR 54)."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """Return the caller, or None. Raises TokenRefused for an invalid access token without a refresh token."""
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
