"""Likes over HTTP."""

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
from posts.errors import PostNotFound
from posts.selectors.likes import like_state, liked_post_list, liker_list
from posts.serializers.likes import LikeOut
from posts.serializers.posts import PostOut, post_out
from posts.services.likes import post_like, post_unlike


class PostLike(View):
    """The caller's like of a post."""

    @answers(LikeOut, refusals=(PostNotFound,))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Like a post.

        Liking it again changes nothing.
        """
        post_like(post_id=post_id, liker_id=request.user.id, username=request.user.username)
        return _state(request, post_id)

    post = put

    @answers(LikeOut, refusals=(PostNotFound,))
    def delete(self, request: Request, post_id: UUID) -> Response:
        """Unlike a post.

        Unliking a post that the caller does not like changes nothing. The answer is the state after it, as with
        unfollowing; `likes_count` is null for a post that the caller may not read any more.
        """
        post_unlike(post_id=post_id, liker_id=request.user.id)
        return _state(request, post_id)


class PostLikes(View):
    """Who likes a post."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(AuthorOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """List who likes a post, the newest like first."""
        page = liker_list(post_id=post_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, AuthorOut, request)


class Likes(View):
    """What the caller likes."""

    @takes(is_list=True)
    @answers(PostOut)
    def get(self, request: Request) -> Response:
        """List the posts that the caller likes, the newest like first.

        Posts that the caller may not read any more are left out; the likes of these can still be withdrawn.
        """
        page = liked_post_list(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, post_out, request)


def _state(request: Request, post_id: UUID) -> Response:
    return Response(like_state(post_id=post_id, viewer_id=request.user.id))
