"""Likes of comments over HTTP."""

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
from posts.errors import CommentNotFound
from posts.selectors.comment_likes import comment_like_state, comment_liker_list
from posts.serializers.likes import LikeOut
from posts.services.comment_likes import comment_like, comment_unlike


class CommentLike(View):
    """The caller's like of a comment."""

    @answers(LikeOut, refusals=(CommentNotFound,))
    def put(self, request: Request, comment_id: UUID) -> Response:
        """Like a comment.

        Liking it again changes nothing.
        """
        comment_like(comment_id=comment_id, liker_id=request.user.id, username=request.user.username)
        return _state(request, comment_id)

    post = put

    @answers(LikeOut, refusals=(CommentNotFound,))
    def delete(self, request: Request, comment_id: UUID) -> Response:
        """Unlike a comment.

        Unliking a comment that the caller does not like changes nothing. The answer is the state after it;
        `likes_count` is null for a comment that the caller may not read any more.
        """
        comment_unlike(comment_id=comment_id, liker_id=request.user.id)
        return _state(request, comment_id)


class CommentLikes(View):
    """Who likes a comment."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(AuthorOut, refusals=(CommentNotFound,))
    def get(self, request: Request, comment_id: UUID) -> Response:
        """List who likes a comment, the newest like first."""
        page = comment_liker_list(comment_id=comment_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, AuthorOut, request)


def _state(request: Request, comment_id: UUID) -> Response:
    return Response(comment_like_state(comment_id=comment_id, viewer_id=request.user.id))
