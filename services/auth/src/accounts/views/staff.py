"""What moderators and administrators do: finding accounts, suspending them, granting roles, reading the audit log."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import StaffAuthentication
from accounts.errors import AccountNotFound, LastAdmin, OwnAccount, StaffOnly, StaffProtected
from accounts.selectors.staff import audit_page, staff_account_get, staff_account_page
from accounts.serializers.staff import AccountFilter, AuditEntryOut, AuditFilter, RolesIn, StaffAccountOut, SuspensionIn
from accounts.services.roles import roles_set
from accounts.services.suspensions import account_reinstate, account_suspend
from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Admins, Moderators
from chassis.http.views import View


class StaffView(View):
    """For moderators and administrators."""

    authentication_classes = [StaffAuthentication]
    permission_classes = [Moderators]


class StaffAccounts(StaffView):
    """All accounts."""

    @takes(query=AccountFilter, is_list=True)
    @answers(StaffAccountOut, refusals=(StaffOnly,))
    def get(self, request: Request) -> Response:
        """List accounts, the newest first. For moderators and administrators."""
        page = staff_account_page(**AccountFilter.read_query(request), query=PageQuery.of(request))
        return page_response(page, StaffAccountOut, request)


class StaffAccountDetail(StaffView):
    """One account."""

    @answers(StaffAccountOut, refusals=(StaffOnly, AccountNotFound))
    def get(self, request: Request, account_id: UUID) -> Response:
        """Read an account and why it is suspended. For moderators and administrators."""
        return _account(account_id)


class AccountSuspension(StaffView):
    """The suspension of an account."""

    @takes(body=SuspensionIn, is_whole=True)
    @answers(StaffAccountOut, refusals=(StaffOnly, StaffProtected, AccountNotFound, OwnAccount), may_be_later=True)
    def put(self, request: Request, account_id: UUID) -> Response:
        """Suspend an account, or change why and until when it is suspended. For moderators and administrators.

        It is signed out everywhere, cannot log in, and what it made is hidden from everybody. 202: some service that
        shows content will hide it within seconds. Only administrators may suspend moderators and administrators.
        """
        fields = SuspensionIn.read(request)
        is_hidden = account_suspend(account_id=account_id, actor_id=request.user.id, **fields, now=timezone.now())
        return _account(account_id, status=200 if is_hidden else 202)

    post = put

    @answers(StaffAccountOut, refusals=(StaffOnly, StaffProtected, AccountNotFound), may_be_later=True)
    def delete(self, request: Request, account_id: UUID) -> Response:
        """Reinstate an account. For moderators and administrators.

        It may log in again, and what it made is shown again. An account that is not suspended stays as it is.
        """
        is_shown = account_reinstate(account_id=account_id, actor_id=request.user.id, now=timezone.now())
        return _account(account_id, status=200 if is_shown else 202)


class AccountRoles(StaffView):
    """The roles of an account."""

    permission_classes = [Admins]

    @takes(body=RolesIn, is_whole=True)
    @answers(StaffAccountOut, refusals=(StaffOnly, AccountNotFound, LastAdmin))
    def put(self, request: Request, account_id: UUID) -> Response:
        """Set the roles of an account. For administrators.

        Its sessions end, since their tokens name the former roles. There is always an administrator.
        """
        fields = RolesIn.read(request)
        roles_set(account_id=account_id, actor_id=request.user.id, **fields, now=timezone.now())
        return _account(account_id)


class AuditLog(StaffView):
    """Every act of the staff."""

    permission_classes = [Admins]

    @takes(query=AuditFilter, is_list=True)
    @answers(AuditEntryOut, refusals=(StaffOnly,))
    def get(self, request: Request) -> Response:
        """List the acts of the staff, the newest first. For administrators.

        The database refuses to change or delete an entry.
        """
        page = audit_page(**AuditFilter.read_query(request), query=PageQuery.of(request))
        return page_response(page, AuditEntryOut, request)


def _account(account_id: UUID, status: int = 200) -> Response:
    return Response(StaffAccountOut.shown(staff_account_get(account_id=account_id)), status=status)
