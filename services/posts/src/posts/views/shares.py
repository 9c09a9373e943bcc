"""Shares over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.shapes import AuthorOut
from chassis.http.views import View
from posts.errors import PostNotFound, PostNotShareable
from posts.selectors.shares import share_state, sharer_list
from posts.serializers.shares import ShareOut
from posts.services.shares import post_share, post_unshare


class PostShare(View):
    """The caller's share of a post."""

    @answers(ShareOut, refusals=(PostNotFound, PostNotShareable))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Share a post.

        A share shows the post to those who may read the post itself, and to nobody else. Private posts cannot be
        shared. Sharing a post again changes nothing.
        """
        post_share(post_id=post_id, sharer_id=request.user.id, username=request.user.username)
        return _state(request, post_id)

    post = put

    @answers(ShareOut, refusals=(PostNotFound,))
    def delete(self, request: Request, post_id: UUID) -> Response:
        """Unshare a post.

        Unsharing a post that the caller does not share changes nothing. The answer is the state after it;
        `shares_count` is null for a post that the caller may not read any more.
        """
        post_unshare(post_id=post_id, sharer_id=request.user.id)
        return _state(request, post_id)


class PostShares(View):
    """Who shares a post."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(AuthorOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """List who shares a post, the newest share first."""
        page = sharer_list(post_id=post_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, AuthorOut, request)


def _state(request: Request, post_id: UUID) -> Response:
    return Response(share_state(post_id=post_id, viewer_id=request.user.id))
