"""HTTP in, one call, HTTP out."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import LeavingAuthentication
from accounts.origins import origin_of
from accounts.permissions import AnyToken
from accounts.selectors import account_get, sessions_alive, username_is_taken
from accounts.serializers import AccountOut, LoginIn, LogoutIn, RefreshIn, RegisterIn, SessionOut, login_out, tokens_out
from accounts.services.accounts import account_log_in, account_register
from accounts.services.rotations import session_refresh
from accounts.services.sessions import session_revoke, sessions_log_out, sessions_revoke_all
from accounts.tokens import find_refresh, read_refresh
from chassis.http import keyring
from chassis.http.idempotency import REPLAYED, idempotent, key_of
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response, paginate
from chassis.http.permissions import Public
from chassis.http.views import View


class Door(View):
    """An address for those who have no token yet. One that is sent is not looked at: often it has expired."""

    authentication_classes = []
    permission_classes = [Public]


@limit("register", per_address="20/minute")
@limit("register-hour", per_address="200/hour")
class Registration(Door):
    """Becoming somebody."""

    @takes(body=RegisterIn)
    @idempotent
    def post(self, request: Request) -> Response:
        """Make an account and its first session."""
        fields = RegisterIn.of(request, is_taken=username_is_taken)
        account, pair = account_register(**fields, **vars(origin_of(request)), now=timezone.now())
        return Response(login_out(account, pair), status=201)


@limit("login", per_address="60/minute")
@limit("login-hour", per_address="600/hour")
class Login(Door):
    """Coming back."""

    @takes(body=LoginIn)
    def post(self, request: Request) -> Response:
        """Start a session for whoever knows the password."""
        fields = LoginIn.read(request)
        account, pair = account_log_in(**fields, **vars(origin_of(request)), now=timezone.now())
        return Response(login_out(account, pair))


class Refresh(Door):
    """Going on."""

    @takes(body=RefreshIn)
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for the next pair."""
        claims = read_refresh(RefreshIn.read(request)["refresh"])
        refreshed = session_refresh(claims=claims, key=key_of(request), now=timezone.now())
        return Response(tokens_out(refreshed.pair), headers=REPLAYED if refreshed.is_replay else None)


class Logout(View):
    """Leaving on this device, also when the access token has expired."""

    authentication_classes = [LeavingAuthentication]
    permission_classes = [AnyToken]

    @takes(body=LogoutIn)
    def post(self, request: Request) -> Response:
        """End the sessions of the tokens that are sent; a refresh token that is not valid is no fault (RFC 7009)."""
        caller, claims = request.user, find_refresh(LogoutIn.read(request).get("refresh"))
        ids = [(caller.session_id, caller.id)] if caller else []
        ids += [(claims.session_id, claims.account_id)] if claims else []
        sessions_log_out(sessions=ids, now=timezone.now())
        return Response(status=204)


class LogoutEverywhere(View):
    """Leaving on every device."""

    def post(self, request: Request) -> Response:
        """End all sessions of the caller."""
        sessions_revoke_all(account_id=request.user.id, reason="logout_all", now=timezone.now())
        return Response(status=204)


class Me(View):
    """Who the caller is."""

    def get(self, request: Request) -> Response:
        """Answer with the account."""
        return Response(AccountOut(account_get(account_id=request.user.id)).data)


class Sessions(View):
    """The devices on which the caller is logged in."""

    @takes(is_list=True)
    def get(self, request: Request) -> Response:
        """Answer with the living sessions, newest first."""
        sessions = sessions_alive(account_id=request.user.id, now=timezone.now())
        page = paginate(sessions, PageQuery.of(request))
        context = {"session_id": request.user.session_id}
        return page_response(page, lambda session: SessionOut(session, context=context).data, request)


class SessionDetail(View):
    """One of these devices."""

    def delete(self, request: Request, session_id: UUID) -> Response:
        """End the session; somebody else's looks like none."""
        session_revoke(session_id=session_id, account_id=request.user.id, reason="revoked", now=timezone.now())
        return Response(status=204)


class PublicKeySet(Door):
    """What everybody checks tokens with."""

    def check_throttles(self, request: Request) -> None:
        """Count nothing: other services depend on this address, and it costs next to nothing."""

    def get(self, request: Request) -> Response:
        """Answer with the JSON Web Key Set."""
        return Response(keyring.ring().jwks(), headers={"Cache-Control": "public, max-age=5"})
