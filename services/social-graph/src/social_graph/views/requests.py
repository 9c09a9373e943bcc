"""Requests to follow, over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from social_graph.errors import RequestAnswered, RequestNotFound, RequestNotYours
from social_graph.selectors.requests import follow_request_get, follow_request_page, follow_requests_shown
from social_graph.serializers.relations import AnswerIn, RequestFilter, RequestOut
from social_graph.services.requests import Action, follow_request_answer


class FollowRequests(View):
    """Requests to follow that wait for an answer."""

    @takes(query=RequestFilter, is_list=True)
    @answers(RequestOut)
    def get(self, request: Request) -> Response:
        """List the requests to follow that wait, the newest first: those to the caller, or the caller's own."""
        is_incoming = RequestFilter.read_query(request)["direction"] == "incoming"
        page = follow_request_page(viewer_id=request.user.id, is_incoming=is_incoming, query=PageQuery.of(request))
        return page_response(page, RequestOut, request)


class FollowRequest(View):
    """A request to follow."""

    @answers(RequestOut, refusals=(RequestNotFound,))
    def get(self, request: Request, request_id: UUID) -> Response:
        """Read a request to follow that the caller has sent or got."""
        edge = follow_request_get(request_id=request_id, viewer_id=request.user.id)
        return Response(RequestOut.shown(follow_requests_shown([edge])[0]))

    @takes(body=AnswerIn, is_whole=True)
    @answers(RequestOut, refusals=(RequestNotFound, RequestNotYours, RequestAnswered))
    def put(self, request: Request, request_id: UUID) -> Response:
        """Accept, reject or cancel a request to follow.

        The recipient accepts or rejects it, the sender cancels it; who is rejected is not notified. The same answer
        again changes nothing.
        """
        action = Action(AnswerIn.read(request)["action"])
        edge = follow_request_answer(request_id=request_id, actor_id=request.user.id, action=action)
        return Response(RequestOut.shown(follow_requests_shown([edge])[0]))

    patch = post = put

    @answers(refusals=(RequestNotFound,))
    def delete(self, request: Request, request_id: UUID) -> Response:
        """Withdraw a request to follow: its sender cancels it, its recipient rejects it."""
        follow_request_answer(request_id=request_id, actor_id=request.user.id, action=None)
        return Response(status=204)
