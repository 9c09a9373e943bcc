"""Bookmarks over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from posts.errors import PostNotFound
from posts.selectors.bookmarks import bookmark_state, bookmarked_post_list
from posts.serializers.bookmarks import BookmarkOut
from posts.serializers.posts import PostOut, post_out
from posts.services.bookmarks import post_bookmark, post_unbookmark


class PostBookmark(View):
    """The caller's bookmark of a post."""

    @answers(BookmarkOut, refusals=(PostNotFound,))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Bookmark a post.

        Nobody else sees who has saved it. Setting it again changes nothing.
        """
        post_bookmark(post_id=post_id, account_id=request.user.id)
        return _state(request, post_id)

    post = put

    @answers(BookmarkOut, refusals=(PostNotFound,))
    def delete(self, request: Request, post_id: UUID) -> Response:
        """Remove the bookmark of a post.

        Removing one that was not set changes nothing. It also works for a post that the caller may not read any more.
        """
        post_unbookmark(post_id=post_id, account_id=request.user.id)
        return _state(request, post_id)


class Bookmarks(View):
    """What the caller has saved."""

    @takes(is_list=True)
    @answers(PostOut)
    def get(self, request: Request) -> Response:
        """List the posts that the caller has saved, the newest bookmark first.

        Posts that the caller may not read any more are left out, and come back when the caller may read them again.
        """
        page = bookmarked_post_list(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, post_out, request)


def _state(request: Request, post_id: UUID) -> Response:
    return Response(bookmark_state(post_id=post_id, viewer_id=request.user.id))
