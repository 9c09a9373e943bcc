"""E-mail addresses: confirming and changing them."""

from functools import partial

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import EmailVerified, LinkInvalid
from accounts.limits import MAILS, REAUTHENTICATIONS
from accounts.selectors.accounts import account_get
from accounts.serializers.credentials import EmailChangeIn, EmailVerifyIn
from accounts.services.emails import email_change, email_verify, verification_resend
from accounts.services.reauthentication import password_is_right
from accounts.views.tokenless import TokenlessView
from chassis.http.answers import answers
from chassis.http.limits import counts, limit
from chassis.http.operations import takes
from chassis.http.views import View


@limit("link", per_address="30/minute")
class EmailVerification(TokenlessView):
    """Confirming an address."""

    @takes(body=EmailVerifyIn)
    @answers(refusals=(LinkInvalid,))
    def post(self, request: Request) -> Response:
        """Confirm an e-mail address with the token of the link that was mailed there.

        The token works once. That of a link to a new address also makes it the address of the account.
        """
        email_verify(token=EmailVerifyIn.read(request)["token"], now=timezone.now())
        return Response(status=204)


@counts(*MAILS)
class EmailResending(View):
    """Another link to confirm the address."""

    @answers(status=202, refusals=(EmailVerified,))
    def post(self, request: Request) -> Response:
        """Mail another link that confirms the address of the caller's account.

        Links that were mailed before stay good until they expire.
        """
        verification_resend(account_id=request.user.id, now=timezone.now())
        return Response(status=202)


@counts(*REAUTHENTICATIONS, *MAILS)
class EmailChange(View):
    """A new address."""

    @takes(body=EmailChangeIn)
    @answers(status=202)
    def post(self, request: Request) -> Response:
        """Change the e-mail address of the caller's account.

        A link is mailed to the new address, and a notice to the present one, which stays until the link is used. The
        answer is the same when another account has the new address; then no link is sent.
        """
        account = account_get(account_id=request.user.id)
        fields = EmailChangeIn.of(request, account=account, is_right=partial(password_is_right, account=account))
        email_change(account=account, email=fields["email"], now=timezone.now())
        return Response(status=202)
