"""Following over HTTP."""

from collections.abc import Callable
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import Page, PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import CannotFollowYourself, ConnectionsHidden
from social_graph.selectors.connections import followee_page, follower_page, mutual_page
from social_graph.selectors.people import Shown
from social_graph.serializers.relations import PersonOut, RelationshipOut
from social_graph.services.follows import follow, follow_end
from social_graph.views.relationships import relationship_response


@limit("follow", per_account="900/hour")
class UserFollow(View):
    """Whether the caller follows an account."""

    @answers(RelationshipOut, refusals=(AccountNotFound, CannotFollowYourself))
    def put(self, request: Request, account: Account) -> Response:
        """Follow an account, or ask a private one.

        A private account gets a request, and `following` is `requested` until it accepts. Following it again changes
        nothing.
        """
        followee_id = account_id_of(account)
        follow(follower_id=request.user.id, follower_name=request.user.username, followee_id=followee_id)
        return relationship_response(request, followee_id)

    post = put

    @answers(RelationshipOut, refusals=(AccountNotFound,), may_be_later=True)
    def delete(self, request: Request, account: Account) -> Response:
        """Unfollow an account, or withdraw a request to follow it.

        Unfollowing an account that the caller does not follow changes nothing. 202: the follow has ended, and some
        service that shows content will apply that within seconds.
        """
        me, followee_id = request.user.id, account_id_of(account)
        is_confirmed = follow_end(follower_id=me, followee_id=followee_id, actor_id=me)
        return relationship_response(request, followee_id, is_confirmed=is_confirmed)


@limit("follow", per_account="900/hour")
class OwnFollower(View):
    """Whether an account follows the caller."""

    @answers(RelationshipOut, refusals=(AccountNotFound,), may_be_later=True)
    def delete(self, request: Request, account: Account) -> Response:
        """Remove a follower.

        The account is not notified, and may ask or follow again. 202: the follow has ended, and some service that shows
        content will apply that within seconds.
        """
        me, follower_id = request.user.id, account_id_of(account)
        is_confirmed = follow_end(follower_id=follower_id, followee_id=me, actor_id=me)
        return relationship_response(request, follower_id, is_confirmed=is_confirmed)


class ConnectionList(View):
    """The base of lists of the people who are connected with an account."""

    page_of: ClassVar[Callable[..., Page[Shown]]]

    @takes(is_list=True)
    @answers(PersonOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List {noun}.

        403: the account shows its connections to nobody else, or it is private and the caller does not follow it.
        """
        viewer, query = viewer_id(request), PageQuery.of(request)
        page = self.page_of(account_id=account_id_of(account), viewer_id=viewer, query=query)
        return page_response(page, PersonOut, request)


class Followers(ConnectionList):
    """Who follows an account, the newest first."""

    noun = "the followers of an account, the newest first"
    permission_classes = [Public]
    page_of = staticmethod(follower_page)


class Following(ConnectionList):
    """Whom an account follows, the newest first."""

    noun = "the accounts that an account follows, the newest first"
    permission_classes = [Public]
    page_of = staticmethod(followee_page)


class Mutuals(ConnectionList):
    """Whom the caller follows among the followers of an account."""

    noun = "the followers of an account whom the caller follows, the caller's newest follow first"
    page_of = staticmethod(mutual_page)
