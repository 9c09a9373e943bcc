"""Exports: asking for everything that one's account has, and fetching it."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import ArchiveNotFound
from accounts.limits import EXPORTS, REAUTHENTICATIONS
from accounts.selectors.archives import archive_get, archives_of
from accounts.serializers.archives import ArchiveIn, ArchiveOut
from accounts.services.archives import archive_ask
from chassis.http.answers import answers
from chassis.http.limits import counts
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response, paginate
from chassis.http.views import View


class Archives(View):
    """The exports of the caller's data."""

    @takes(is_list=True)
    @answers(ArchiveOut)
    def get(self, request: Request) -> Response:
        """List the caller's exports, newest first."""
        page = paginate(archives_of(account_id=request.user.id), PageQuery.of(request))
        return page_response(page, ArchiveOut.shown, request)

    @counts(*REAUTHENTICATIONS, EXPORTS)
    @takes(body=ArchiveIn)
    @answers(ArchiveOut, status=202)
    def post(self, request: Request) -> Response:
        """Ask for a zip of everything that the caller's account has, from every service.

        It is made in the background, announced by a mail and a notification, and can be fetched for 24 hours. While
        one is being made or can be fetched, that one is answered.
        """
        archive = archive_ask(account_id=request.user.id, **ArchiveIn.read(request), now=timezone.now())
        return Response(ArchiveOut.shown(archive), status=202)


class ArchiveDetail(View):
    """One of the caller's exports."""

    @answers(ArchiveOut, refusals=(ArchiveNotFound,))
    def get(self, request: Request, archive_id: UUID) -> Response:
        """Read how far an export is, and where it is fetched.

        Another account's export is answered like one that does not exist.
        """
        return Response(ArchiveOut.shown(archive_get(archive_id=archive_id, account_id=request.user.id)))
