"""Passwords: changing them, and getting a new one by mail."""

from functools import partial

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import LinkInvalid
from accounts.limits import REAUTHENTICATIONS, RESETS
from accounts.selectors.accounts import account_by_reset_link, account_get
from accounts.serializers.credentials import PasswordChangeIn, PasswordResetIn, PasswordResetRequestIn
from accounts.services.passwords import password_change, password_reset, password_reset_ask
from accounts.services.reauthentication import password_is_right
from accounts.views.tokenless import TokenlessView
from chassis.http.answers import answers
from chassis.http.limits import counts, limit
from chassis.http.operations import takes
from chassis.http.views import View


@counts(*REAUTHENTICATIONS)
class PasswordChange(View):
    """Another password."""

    @takes(body=PasswordChangeIn)
    @answers()
    def post(self, request: Request) -> Response:
        """Change the password of the caller's account.

        The caller's other sessions end, and so does every link that was mailed before, except those that confirm the
        present address.
        """
        account = account_get(account_id=request.user.id)
        is_right = partial(password_is_right, account=account)
        password = PasswordChangeIn.of(request, account=account, is_right=is_right)["password"]
        password_change(account=account, session_id=request.user.session_id, password=password, now=timezone.now())
        return Response(status=204)


@counts(*RESETS)
@limit("password-reset-address", per_address="10/minute")
@limit("password-reset-address-hour", per_address="60/hour")
class PasswordResetRequest(TokenlessView):
    """A lost password."""

    @takes(body=PasswordResetRequestIn)
    @answers(status=202)
    def post(self, request: Request) -> Response:
        """Mail a link to a new password, if an account has confirmed the e-mail address.

        The answer is the same whether or not one has.
        """
        password_reset_ask(**PasswordResetRequestIn.read(request))
        return Response(status=202)


@limit("link", per_address="30/minute")
class PasswordReset(TokenlessView):
    """A new password."""

    @takes(body=PasswordResetIn)
    @answers(refusals=(LinkInvalid,))
    def post(self, request: Request) -> Response:
        """Set a new password with the token of the link that was mailed.

        The token works once, for an hour. All sessions of the account end. A second factor is disabled that was enabled
        in the last seven days, or before the address was confirmed in the last seven days.
        """
        now = timezone.now()
        fields = PasswordResetIn.of(request, account_of=partial(account_by_reset_link, now=now))
        password_reset(token=fields["token"], password=fields["password"], now=now)
        return Response(status=204)
