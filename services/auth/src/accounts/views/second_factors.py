"""The second factor: setting it up, confirming it, disabling it."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import SecondFactorActive, SecondFactorMissing
from accounts.limits import REAUTHENTICATIONS, WRONG_CODES
from accounts.serializers.credentials import RecoveryCodesOut, SecondFactorConfirmIn, SecondFactorIn, SecondFactorOut
from accounts.services.second_factors import second_factor_begin, second_factor_confirm, second_factor_disable
from chassis.http.answers import answers
from chassis.http.idempotency import idempotent
from chassis.http.limits import counts
from chassis.http.operations import takes
from chassis.http.views import View


@counts(*REAUTHENTICATIONS)
class SecondFactor(View):
    """Setting up a second factor."""

    @takes(body=SecondFactorIn)
    @answers(SecondFactorOut, status=201, refusals=(SecondFactorActive,))
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin to set up a second factor (TOTP, RFC 6238).

        Logging in needs no code before the set-up is confirmed, within 10 minutes. Beginning again replaces the secret.
        """
        password = SecondFactorIn.read(request)["password"]
        set_up = second_factor_begin(account_id=request.user.id, password=password, now=timezone.now())
        return Response(SecondFactorOut.shown(set_up), status=201)


@counts(WRONG_CODES)
class SecondFactorConfirmation(View):
    """The first code of the app."""

    @takes(body=SecondFactorConfirmIn)
    @answers(RecoveryCodesOut, refusals=(SecondFactorActive, SecondFactorMissing))
    def post(self, request: Request) -> Response:
        """Enable the second factor with the first code of the authenticator app.

        The answer has the recovery codes. The caller's other sessions end. The codes are kept nowhere, so there is no
        `Idempotency-Key` here: if the answer is lost, disable the second factor and set it up again.
        """
        code, caller = SecondFactorConfirmIn.read(request)["code"], request.user
        codes = second_factor_confirm(account_id=caller.id, session_id=caller.session_id, code=code, now=timezone.now())
        return Response({"recovery_codes": codes})


@counts(*REAUTHENTICATIONS)
class SecondFactorEnd(View):
    """No second factor any more."""

    @takes(body=SecondFactorIn)
    @answers(refusals=(SecondFactorMissing,))
    def post(self, request: Request) -> Response:
        """Disable the second factor of the caller's account; its recovery codes end."""
        password = SecondFactorIn.read(request)["password"]
        second_factor_disable(account_id=request.user.id, password=password, now=timezone.now())
        return Response(status=204)
