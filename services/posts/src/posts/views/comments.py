"""Comments over HTTP."""

from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from posts.selectors.comments import comment_get, comment_list, reply_list
from posts.serializers import CommentChange, CommentIn, comment_out
from posts.services.comments import comment_add, comment_delete, comment_edit


class PostComments(View):
    """What is said under a post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(is_list=True)
    def get(self, request: Request, post_id: UUID) -> Response:
        """Answer a page of all comments and replies, oldest first."""
        page = comment_list(post_id=post_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, comment_out, request)

    @takes(body=CommentIn)
    @idempotent
    def post(self, request: Request, post_id: UUID) -> Response:
        """Add a comment, or with ``reply_to`` a reply to one."""
        author, words = request.user, CommentIn.read(request)
        comment = comment_add(post_id=post_id, author_id=author.id, username=author.username, **words)
        return Response(comment_out(comment_get(comment_id=comment.id, viewer_id=author.id)), status=201)


class CommentDetail(View):
    """One comment."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    def get(self, request: Request, comment_id: UUID) -> Response:
        """Answer it."""
        return Response(comment_out(comment_get(comment_id=comment_id, viewer_id=viewer_id(request))))

    @takes(body=CommentChange)
    def put(self, request: Request, comment_id: UUID) -> Response:
        """Change what is sent; everything else keeps its value."""
        changes = CommentChange.read(request, partial=True)
        comment_edit(comment_id=comment_id, editor_id=request.user.id, changes=changes)
        return self.get(request, comment_id)

    patch = put

    def delete(self, request: Request, comment_id: UUID) -> Response:
        """Delete it."""
        comment_delete(comment_id=comment_id, account_id=request.user.id)
        return Response(status=204)


class CommentReplies(View):
    """The direct replies to a comment."""

    permission_classes = [Public]

    @takes(is_list=True)
    def get(self, request: Request, comment_id: UUID) -> Response:
        """Answer a page, oldest first."""
        page = reply_list(comment_id=comment_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, comment_out, request)
