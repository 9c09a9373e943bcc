"""Deleting one's own account, and reading how far that is."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import AccountNotFound, DeletionNotFound, LastAdmin, NotYourAccount, RecentLoginNeeded
from accounts.limits import REAUTHENTICATIONS
from accounts.selectors.deletions import deletion_get
from accounts.serializers.deletions import DeletionIn, DeletionOut
from accounts.services.deletions import account_delete, own_account_check
from accounts.views.tokenless import TokenlessView
from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.limits import counts, limit
from chassis.http.operations import takes
from chassis.http.views import View


@counts(*REAUTHENTICATIONS)
class AccountDeletion(View):
    """The caller's account."""

    @takes(body=DeletionIn)
    @answers(DeletionOut, status=202, refusals=(RecentLoginNeeded, LastAdmin))
    def delete(self, request: Request) -> Response:
        """Delete the caller's account, for good.

        It is signed out and hidden from everybody at once; then every service erases what it has of it. The password
        is needed, unless the session began within the last ten minutes. The username is never given to anybody again.
        """
        return _delete(request, DeletionIn.read(request))


@counts(*REAUTHENTICATIONS)
class ProfileDeletion(View):
    """The account behind a profile; reading and editing the profile is up to the profiles service (ADR 124)."""

    @takes(body=DeletionIn)
    @answers(DeletionOut, status=202, refusals=(RecentLoginNeeded, LastAdmin, AccountNotFound, NotYourAccount))
    def delete(self, request: Request, account: Account) -> Response:
        """Delete the caller's account by its id or its username, like `DELETE /api/v1/auth/account/`.

        Only its owner may delete an account.
        """
        fields, caller = DeletionIn.read(request), request.user
        own_account_check(account=account, caller_id=caller.id, caller_name=caller.username)
        return _delete(request, fields)


@limit("deletion", per_address="60/minute")
class DeletionDetail(TokenlessView):
    """The deletion of an account."""

    @answers(DeletionOut, refusals=(DeletionNotFound,))
    def get(self, request: Request, deletion_id: UUID) -> Response:
        """Read which services have erased a deleted account.

        No token is needed, since the account has none any more: nobody can guess the id.
        """
        return Response(DeletionOut.shown(deletion_get(deletion_id=deletion_id)))


def _delete(request: Request, fields: dict[str, Any]) -> Response:
    caller = request.user
    deletion_id = account_delete(
        account_id=caller.id, session_id=caller.session_id, password=fields.get("password"), now=timezone.now()
    )
    return Response(DeletionOut.shown(deletion_get(deletion_id=deletion_id)), status=202)
