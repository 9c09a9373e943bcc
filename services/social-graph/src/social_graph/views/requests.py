"""Requests over HTTP: what is the same for both kinds, and requests to follow."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import Page, PageQuery, page_response
from chassis.http.views import View
from social_graph.errors import RequestAnswered, RequestNotFound, RequestNotYours
from social_graph.selectors.requests import (
    RelationRequest,
    follow_request_get,
    follow_request_page,
    follow_requests_shown,
)
from social_graph.serializers.relations import AnswerIn, RequestFilter, RequestOut
from social_graph.services.requests import Action, follow_request_answer


class RequestList(View):
    """The base of the lists of requests."""

    page_of: ClassVar[Callable[..., Page[RelationRequest]]]

    @takes(query=RequestFilter, is_list=True)
    @answers(RequestOut)
    def get(self, request: Request) -> Response:
        """List the {noun} that wait, the newest first: those to the caller, or the caller's own."""
        is_incoming = RequestFilter.read_query(request)["direction"] == "incoming"
        page = self.page_of(viewer_id=request.user.id, is_incoming=is_incoming, query=PageQuery.of(request))
        return page_response(page, RequestOut, request)


class RequestDetail(View):
    """The base of the views of one request; ``find`` and ``answer`` return the row that ``shown`` takes."""

    find: ClassVar[Callable[..., Any]]
    answer: ClassVar[Callable[..., Any]]
    shown: ClassVar[Callable[..., list[RelationRequest]]]

    @answers(RequestOut, refusals=(RequestNotFound,))
    def get(self, request: Request, request_id: UUID) -> Response:
        """Read a {noun} that the caller has sent or got."""
        return self._response(self.find(request_id=request_id, viewer_id=request.user.id))

    @takes(body=AnswerIn, is_whole=True)
    @answers(RequestOut, refusals=(RequestNotFound, RequestNotYours, RequestAnswered))
    def put(self, request: Request, request_id: UUID) -> Response:
        """Accept, reject or cancel a {noun}.

        The recipient accepts or rejects it, the sender cancels it; who is rejected is not notified. The same answer
        again changes nothing.
        """
        action = Action(AnswerIn.read(request)["action"])
        return self._response(self.answer(request_id=request_id, actor_id=request.user.id, action=action))

    patch = post = put

    @answers(refusals=(RequestNotFound,))
    def delete(self, request: Request, request_id: UUID) -> Response:
        """Withdraw a {noun}: its sender cancels it, its recipient rejects it."""
        self.answer(request_id=request_id, actor_id=request.user.id, action=None)
        return Response(status=204)

    def _response(self, row: Any) -> Response:
        return Response(RequestOut.shown(self.shown([row])[0]))


class FollowRequests(RequestList):
    """Requests to follow that wait for an answer."""

    noun = "requests to follow"
    page_of = staticmethod(follow_request_page)


class FollowRequest(RequestDetail):
    """A request to follow."""

    noun = "request to follow"
    find = staticmethod(follow_request_get)
    answer = staticmethod(follow_request_answer)
    shown = staticmethod(follow_requests_shown)
