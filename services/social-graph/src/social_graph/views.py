"""The graph over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.shapes import AuthorOut
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import CannotFollowYourself, ConnectionsHidden
from social_graph.selectors import followee_page, follower_page, relationship_get
from social_graph.serializers import RelationshipOut
from social_graph.services import follow, unfollow


@limit("follow", per_account="900/hour")
class UserFollow(View):
    """Whether the caller follows an account."""

    @answers(RelationshipOut, refusals=(AccountNotFound, CannotFollowYourself))
    def put(self, request: Request, account: Account) -> Response:
        """Follow an account.

        Following it again changes nothing.
        """
        caller, followee_id = request.user, account_id_of(account)
        relationship = follow(follower_id=caller.id, follower_name=caller.username, followee_id=followee_id)
        return Response(RelationshipOut.shown(relationship))

    post = put

    @answers(RelationshipOut, refusals=(AccountNotFound,), may_be_later=True)
    def delete(self, request: Request, account: Account) -> Response:
        """Unfollow an account.

        Unfollowing an account that the caller does not follow changes nothing. 202: the follow has ended, and some
        service that shows content will apply that within seconds.
        """
        followee_id = account_id_of(account)
        is_confirmed = unfollow(follower_id=request.user.id, followee_id=followee_id)
        relationship = relationship_get(viewer_id=request.user.id, account_id=followee_id)
        return Response(RelationshipOut.shown(relationship), status=200 if is_confirmed else 202)


class Followers(View):
    """Who follows an account, the newest first."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(AuthorOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List the followers of an account, the newest first.

        403: the account shows its connections to nobody else.
        """
        query, viewer = PageQuery.of(request), viewer_id(request)
        page = follower_page(account_id=account_id_of(account), viewer_id=viewer, query=query)
        return page_response(page, AuthorOut, request)


class Following(View):
    """Whom an account follows, the newest first."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(AuthorOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List the accounts that an account follows, the newest first.

        403: the account shows its connections to nobody else.
        """
        query, viewer = PageQuery.of(request), viewer_id(request)
        page = followee_page(account_id=account_id_of(account), viewer_id=viewer, query=query)
        return page_response(page, AuthorOut, request)
