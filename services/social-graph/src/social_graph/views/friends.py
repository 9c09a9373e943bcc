"""Friends over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.idempotency import idempotent
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.errors import AlreadyFriends, CannotBefriendYourself
from social_graph.selectors.own import friend_page
from social_graph.selectors.requests import friend_request_get, friend_request_page, friend_requests_shown
from social_graph.serializers.relations import FriendRequestIn, PersonOut, RelationshipOut, RequestOut
from social_graph.services.friends import friend_request_answer, friend_request_send, unfriend
from social_graph.views.relationships import relationship_response
from social_graph.views.requests import RequestDetail, RequestList


class Friends(View):
    """The caller's friends."""

    @takes(is_list=True)
    @answers(PersonOut)
    def get(self, request: Request) -> Response:
        """List the caller's friends, the newest first."""
        return page_response(friend_page(account_id=request.user.id, query=PageQuery.of(request)), PersonOut, request)


class Friend(View):
    """Whether an account is a friend of the caller."""

    @answers(RelationshipOut, refusals=(AccountNotFound,), may_be_later=True)
    def delete(self, request: Request, account: Account) -> Response:
        """End a friendship.

        Both may still follow each other. Without a friendship nothing changes. 202: it has ended, and some service that
        shows content will apply that within seconds.
        """
        friend_id = account_id_of(account)
        is_confirmed = unfriend(account_id=request.user.id, friend_id=friend_id)
        return relationship_response(request, friend_id, is_confirmed=is_confirmed)


class FriendRequestList(RequestList):
    """Friend requests that wait for an answer."""

    noun = "friend requests"
    page_of = staticmethod(friend_request_page)


@limit("friend_request", per_account="300/hour")
class FriendRequests(View):
    """Asking somebody to be friends."""

    @takes(body=FriendRequestIn)
    @answers(RequestOut, status=201, refusals=(AccountNotFound, CannotBefriendYourself, AlreadyFriends))
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask an account to be friends.

        Asking again answers the request that waits. If the account has asked the caller, the two are friends: the
        answer is the account's request, accepted.
        """
        to, me = FriendRequestIn.read(request)["to"], request.user
        row = friend_request_send(sender_id=me.id, sender_name=me.username, recipient_id=account_id_of(to))
        return Response(RequestOut.shown(friend_requests_shown([row])[0]), status=201)


class FriendRequest(RequestDetail):
    """A friend request."""

    noun = "friend request"
    find = staticmethod(friend_request_get)
    answer = staticmethod(friend_request_answer)
    shown = staticmethod(friend_requests_shown)
