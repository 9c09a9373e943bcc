"""Following over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import CannotFollowYourself, ConnectionsHidden
from social_graph.selectors.connections import followee_page, follower_page, mutual_page
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


class Followers(View):
    """Who follows an account, the newest first."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(PersonOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List the followers of an account, the newest first.

        403: the account shows its connections to nobody else, or it is private and the caller does not follow it.
        """
        query, viewer = PageQuery.of(request), viewer_id(request)
        page = follower_page(account_id=account_id_of(account), viewer_id=viewer, query=query)
        return page_response(page, PersonOut, request)


class Following(View):
    """Whom an account follows, the newest first."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(PersonOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List the accounts that an account follows, the newest first.

        403: the account shows its connections to nobody else, or it is private and the caller does not follow it.
        """
        query, viewer = PageQuery.of(request), viewer_id(request)
        page = followee_page(account_id=account_id_of(account), viewer_id=viewer, query=query)
        return page_response(page, PersonOut, request)


class Mutuals(View):
    """Whom the caller follows among the followers of an account."""

    @takes(is_list=True)
    @answers(PersonOut, refusals=(AccountNotFound, ConnectionsHidden))
    def get(self, request: Request, account: Account) -> Response:
        """List the followers of an account whom the caller follows, the caller's newest follow first.

        403: the account shows its connections to nobody else, or it is private and the caller does not follow it.
        """
        account_id = account_id_of(account)
        page = mutual_page(account_id=account_id, viewer_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, PersonOut, request)
