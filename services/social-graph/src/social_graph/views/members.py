"""Members of groups over HTTP."""

from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import (
    AlreadyMember,
    BannedFromGroup,
    GroupNotFound,
    GroupRoleNeeded,
    LastOwner,
    MemberNotFound,
)
from social_graph.models import Member, MemberState, Role
from social_graph.selectors.groups import member_page
from social_graph.serializers.groups import GroupAnswerIn, MemberFilter, MemberOut, MembershipOut, RoleIn
from social_graph.services import members

REFUSALS = (GroupNotFound, GroupRoleNeeded, AccountNotFound)


def _answer(member: Member, *, is_confirmed: bool = True) -> Response:
    return Response(MembershipOut.shown(member), status=200 if is_confirmed else 202)


@limit("membership", per_account="900/hour")
class Membership(View):
    """What the caller is to a group."""

    @answers(MembershipOut, refusals=(GroupNotFound, BannedFromGroup))
    def put(self, request: Request, group_id: UUID) -> Response:
        """Join a group, or ask for it.

        Who is invited, and everybody in an open group, is a member at once; in a group by request the caller waits for
        approval. Repeating it changes nothing.
        """
        me = request.user
        return _answer(members.group_join(group_id=group_id, account_id=me.id, username=me.username))

    post = put

    @answers(MembershipOut, refusals=(GroupNotFound, LastOwner), may_be_later=True)
    def delete(self, request: Request, group_id: UUID) -> Response:
        """Leave a group, withdraw a request, or decline an invitation.

        409: the last owner appoints another one first, or deletes the group. 202: the membership has ended, and some
        service that shows content will apply that within seconds.
        """
        member, is_confirmed = members.group_leave(group_id=group_id, account_id=request.user.id)
        return _answer(member, is_confirmed=is_confirmed)


class Members(View):
    """Who is in a group."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(query=MemberFilter, is_list=True)
    @answers(MemberOut, refusals=(GroupNotFound, GroupRoleNeeded))
    def get(self, request: Request, group_id: UUID) -> Response:
        """List the members of a group, the newest first.

        With `state` its moderators list those who have asked, are invited, or are banned.
        """
        state = MemberState(MemberFilter.read_query(request)["state"])
        page = member_page(group_id=group_id, viewer_id=viewer_id(request), state=state, query=PageQuery.of(request))
        return page_response(page, MemberOut, request)


@limit("membership", per_account="900/hour")
class GroupMember(View):
    """A member of a group."""

    @takes(body=RoleIn, is_whole=True)
    @answers(MembershipOut, refusals=(*REFUSALS, MemberNotFound, LastOwner))
    def put(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Give a member a role.

        An owner gives any role, an admin the ones below its own, to members below it; everybody may give up a role.
        """
        role, account_id = Role(RoleIn.read(request)["role"]), account_id_of(account)
        return _answer(members.role_set(group_id=group_id, actor_id=request.user.id, account_id=account_id, role=role))

    patch = put

    @answers(MembershipOut, refusals=(*REFUSALS, MemberNotFound), may_be_later=True)
    def delete(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Remove a member of a lower role, who may join again."""
        member, is_confirmed = members.member_remove(
            group_id=group_id, actor_id=request.user.id, account_id=account_id_of(account)
        )
        return _answer(member, is_confirmed=is_confirmed)


@limit("membership", per_account="900/hour")
class GroupInvitation(View):
    """An invitation to a group."""

    @answers(MembershipOut, refusals=(*REFUSALS, BannedFromGroup, AlreadyMember))
    def put(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Invite an account, or accept its request.

        Moderators may invite. Inviting it again changes nothing.
        """
        account_id = account_id_of(account)
        return _answer(members.member_invite(group_id=group_id, actor_id=request.user.id, account_id=account_id))

    post = put

    @answers(MembershipOut, refusals=(*REFUSALS, MemberNotFound))
    def delete(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Withdraw an invitation."""
        account_id = account_id_of(account)
        return _answer(members.invitation_withdraw(group_id=group_id, actor_id=request.user.id, account_id=account_id))


@limit("membership", per_account="900/hour")
class GroupRequest(View):
    """A request to join a group."""

    @takes(body=GroupAnswerIn, is_whole=True)
    @answers(MembershipOut, refusals=(*REFUSALS, MemberNotFound))
    def put(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Accept or reject the request of an account.

        The same answer again changes nothing.
        """
        is_accepted = GroupAnswerIn.read(request)["action"] == "accept"
        account_id = account_id_of(account)
        member = members.group_request_answer(
            group_id=group_id, actor_id=request.user.id, account_id=account_id, is_accepted=is_accepted
        )
        return _answer(member)

    patch = post = put


@limit("membership", per_account="900/hour")
class GroupBan(View):
    """Whether an account is banned from a group."""

    @answers(MembershipOut, refusals=REFUSALS, may_be_later=True)
    def put(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Ban an account, whether it is a member or not.

        It can neither join nor be invited. 202: it is banned, and some service that shows content will apply that
        within seconds.
        """
        member, is_confirmed = members.member_ban(
            group_id=group_id, actor_id=request.user.id, account_id=account_id_of(account)
        )
        return _answer(member, is_confirmed=is_confirmed)

    post = put

    @answers(MembershipOut, refusals=(*REFUSALS, MemberNotFound))
    def delete(self, request: Request, group_id: UUID, account: Account) -> Response:
        """Unban an account, which does not become a member."""
        account_id = account_id_of(account)
        return _answer(members.member_unban(group_id=group_id, actor_id=request.user.id, account_id=account_id))
