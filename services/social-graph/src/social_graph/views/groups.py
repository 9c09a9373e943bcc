"""Groups over HTTP."""

from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.errors import TokenMissing
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from social_graph.errors import GroupNotFound, GroupRoleNeeded
from social_graph.models import MemberState
from social_graph.selectors.groups import group_get, group_page, own_group_page
from social_graph.serializers.groups import GroupFilter, GroupIn, GroupOut
from social_graph.services.groups import group_create, group_delete, group_edit


@limit("group", per_account="60/hour")
class Groups(View):
    """Groups that the caller sees, or has to do with."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(query=GroupFilter, is_list=True)
    @answers(GroupOut, refusals=(TokenMissing,))
    def get(self, request: Request) -> Response:
        """List the public groups, the newest first.

        With `membership` these are the groups that the caller is a member of, has asked to join, or is invited to,
        private ones among them; that needs a token.
        """
        state, viewer = GroupFilter.read_query(request)["membership"], viewer_id(request)
        query = PageQuery.of(request)
        if state is None:
            return page_response(group_page(viewer_id=viewer, query=query), GroupOut, request)
        if viewer is None:
            raise TokenMissing
        page = own_group_page(account_id=viewer, state=MemberState(state), query=query)
        return page_response(page, GroupOut, request)

    @takes(body=GroupIn)
    @answers(GroupOut, status=201)
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a group.

        The caller is its first owner.
        """
        me = request.user
        group = group_create(owner_id=me.id, owner_name=me.username, fields=GroupIn.read(request))
        return Response(GroupOut.shown(group), status=201)


@limit("group", per_account="60/hour")
class GroupDetail(View):
    """One group."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @answers(GroupOut, refusals=(GroupNotFound,))
    def get(self, request: Request, group_id: UUID) -> Response:
        """Read a group.

        A private group is answered like one that does not exist, except to its members and to who is invited.
        """
        return Response(GroupOut.shown(group_get(group_id=group_id, viewer_id=viewer_id(request))))

    @takes(body=GroupIn)
    @answers(GroupOut, refusals=(GroupNotFound, GroupRoleNeeded))
    def put(self, request: Request, group_id: UUID) -> Response:
        """Change a group.

        What is not sent keeps its value. Owners and admins may change a group. When it becomes private, the requests to
        join it end.
        """
        changes = GroupIn.read(request)
        group_edit(group_id=group_id, editor_id=request.user.id, changes=changes)
        return self.get(request, group_id)

    patch = put

    @answers(refusals=(GroupNotFound, GroupRoleNeeded), may_be_later=True)
    def delete(self, request: Request, group_id: UUID) -> Response:
        """Delete a group.

        Nobody sees it any more. Owners may delete a group. 202: it is deleted, and some service that shows content will
        apply the end of its memberships within seconds.
        """
        is_confirmed = group_delete(group_id=group_id, owner_id=request.user.id)
        return Response(status=204 if is_confirmed else 202)
