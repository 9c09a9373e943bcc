"""Accounts and their sessions: registering, logging in and out, and what the caller has."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import LeavingAuthentication
from accounts.errors import (
    RefreshTokenInvalid,
    RefreshTokenReused,
    SecondFactorNeeded,
    SessionNotFound,
    WrongCredentials,
    WrongSecondFactor,
)
from accounts.limits import ALL_LOGINS, LOGINS, WRONG_CODES
from accounts.origins import origin_of
from accounts.permissions import AnyToken
from accounts.selectors.accounts import account_get, username_is_taken
from accounts.selectors.sessions import sessions_alive
from accounts.serializers.sessions import (
    AccountOut,
    KeySetOut,
    LoginIn,
    LoginOut,
    LogoutIn,
    RefreshIn,
    RegisterIn,
    SessionOut,
    TokensOut,
    login_out,
    tokens_out,
)
from accounts.services.accounts import account_log_in, account_register
from accounts.services.rotations import session_refresh
from accounts.services.sessions import session_revoke, sessions_log_out, sessions_revoke_all
from accounts.tokens import find_refresh, read_refresh
from accounts.views.tokenless import TokenlessView
from chassis.errors import SessionEnded
from chassis.http import keyring
from chassis.http.answers import answers
from chassis.http.idempotency import REPLAYED, idempotent, key_of
from chassis.http.idempotency.errors import KeyMalformed, KeyReused
from chassis.http.limits import counts, limit
from chassis.http.multipart import MultipartParser
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response, paginate
from chassis.http.parsers import StrictJSONParser
from chassis.http.views import View
from media.errors import OF_PICTURES


@limit("register", per_address="20/minute")
@limit("register-hour", per_address="200/hour")
class Registration(TokenlessView):
    """Registration of accounts."""

    parser_classes = [StrictJSONParser, MultipartParser]
    prepare_form = staticmethod(RegisterIn.prepare)

    @takes(body=RegisterIn)
    @answers(LoginOut, status=201, refusals=OF_PICTURES)
    @idempotent
    def post(self, request: Request) -> Response:
        """Register an account and log in.

        The answer has the account and the tokens of its first session. A `profile_picture` is sent in a form: JPEG,
        PNG, WebP or GIF of 10 MB and 40 megapixels at most; it becomes the avatar of the profile a moment later. A
        picture is refused with its own code when nothing else is wrong; otherwise `invalid` lists all faults.
        """
        fields = RegisterIn.of(request, is_taken=username_is_taken)
        account, pair = account_register(**fields, **vars(origin_of(request)), now=timezone.now())
        return Response(login_out(account, pair), status=201)


@counts(*LOGINS, ALL_LOGINS, WRONG_CODES)
@limit("login", per_address="60/minute")
@limit("login-hour", per_address="600/hour")
class Login(TokenlessView):
    """Logging in with a name and a password."""

    @takes(body=LoginIn)
    @answers(LoginOut, refusals=(WrongCredentials, SecondFactorNeeded, WrongSecondFactor))
    def post(self, request: Request) -> Response:
        """Log in with a username or an e-mail address.

        The answer is the same for an unknown account and for a wrong password. For an account with a second factor the
        right password alone is answered `second_factor_needed`; the request is sent again with a `code` of the
        authenticator app, or with a recovery code. Each code works once.
        """
        fields = LoginIn.read(request)
        account, pair = account_log_in(**fields, **vars(origin_of(request)), now=timezone.now())
        return Response(login_out(account, pair))


class Refresh(TokenlessView):
    """The exchange of refresh tokens."""

    @takes(body=RefreshIn)
    @answers(TokensOut, refusals=(RefreshTokenInvalid, RefreshTokenReused, SessionEnded, KeyMalformed, KeyReused))
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for the next pair of tokens.

        A refresh token is exchanged once. A retry within 60 s, or within 24 h with the same `Idempotency-Key`, gets the
        same pair; any later use ends the session.
        """
        claims = read_refresh(RefreshIn.read(request)["refresh"])
        refreshed = session_refresh(claims=claims, key=key_of(request), now=timezone.now())
        return Response(tokens_out(refreshed.pair), headers=REPLAYED if refreshed.is_replay else None)


class Logout(View):
    """Logging out on one device, also when the access token has expired."""

    authentication_classes = [LeavingAuthentication]
    permission_classes = [AnyToken]

    @takes(body=LogoutIn)
    @answers()
    def post(self, request: Request) -> Response:
        """Log out the session of the tokens that are sent.

        An access token, a refresh token in the body, or both are needed. A refresh token that is not valid is no error
        (RFC 7009).
        """
        caller, claims = request.user, find_refresh(LogoutIn.read(request).get("refresh"))
        ids = [(caller.session_id, caller.id)] if caller else []
        ids += [(claims.session_id, claims.account_id)] if claims else []
        sessions_log_out(sessions=ids, now=timezone.now())
        return Response(status=204)


class LogoutEverywhere(View):
    """Logging out on every device."""

    @answers()
    def post(self, request: Request) -> Response:
        """Log out all sessions of the caller."""
        sessions_revoke_all(account_id=request.user.id, reason="logout_all", now=timezone.now())
        return Response(status=204)


class Me(View):
    """The caller's account."""

    @answers(AccountOut)
    def get(self, request: Request) -> Response:
        """Read the caller's own account."""
        return Response(AccountOut.shown(account_get(account_id=request.user.id)))


class Sessions(View):
    """The devices on which the caller is logged in."""

    @takes(is_list=True)
    @answers(SessionOut)
    def get(self, request: Request) -> Response:
        """List the caller's active sessions, newest first."""
        sessions = sessions_alive(account_id=request.user.id, now=timezone.now())
        page = paginate(sessions, PageQuery.of(request))
        context = {"session_id": request.user.session_id}
        return page_response(page, lambda session: SessionOut(session, context=context).data, request)


class SessionDetail(View):
    """One of the caller's sessions."""

    @answers(refusals=(SessionNotFound,))
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End one of the caller's sessions.

        Another account's session is answered like one that does not exist.
        """
        session_revoke(session_id=session_id, account_id=request.user.id, reason="revoked", now=timezone.now())
        return Response(status=204)


class PublicKeySet(TokenlessView):
    """The public keys that access tokens are checked with."""

    def check_throttles(self, request: Request) -> None:
        """Apply no limit: other services depend on this address, and it costs very little."""

    @answers(KeySetOut)
    def get(self, request: Request) -> Response:
        """Read the public keys as a JSON Web Key Set (RFC 7517)."""
        return Response(keyring.ring().jwks(), headers={"Cache-Control": "public, max-age=5"})
