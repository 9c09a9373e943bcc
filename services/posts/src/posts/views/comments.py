"""Comments over HTTP."""

from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from posts.errors import CommentNotFound, NotYourComment, PostNotFound, PostOutOfReach, RepliesClosed, ThreadTooDeep
from posts.selectors.comments import comment_get, comment_list, reply_list
from posts.serializers.comments import CommentChange, CommentFilter, CommentIn, CommentOut, comment_out
from posts.services.comments import comment_add, comment_delete, comment_edit


class PostComments(View):
    """The comments under a post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(query=CommentFilter, is_list=True)
    @answers(CommentOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """List all comments and replies under a post.

        Among them are deleted comments that have replies: without author and text, with `deleted_at`. A comment may be
        a reply to one that the caller may not read, because a block separates the two: it is listed without that one.
        """
        query, order = PageQuery.of(request), CommentFilter.read_query(request)["order"]
        page = comment_list(post_id=post_id, viewer_id=viewer_id(request), query=query, order=order)
        return page_response(page, comment_out, request)

    @takes(body=CommentIn)
    @answers(CommentOut, status=201, refusals=(PostNotFound, RepliesClosed, ThreadTooDeep))
    @idempotent
    def post(self, request: Request, post_id: UUID) -> Response:
        """Comment on a post, or reply to a comment.

        With `reply_to` it is a reply to that comment, which must be under the same post. The post's `reply_policy` says
        who may comment, of those who may read it; its author always may.
        """
        author, words = request.user, CommentIn.read(request)
        comment = comment_add(post_id=post_id, author_id=author.id, username=author.username, **words)
        return Response(comment_out(comment_get(comment_id=comment.id, viewer_id=author.id)), status=201)


class CommentDetail(View):
    """One comment."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @answers(CommentOut, refusals=(CommentNotFound,))
    def get(self, request: Request, comment_id: UUID) -> Response:
        """Read a comment.

        A comment that the caller may not read is answered like one that does not exist.
        """
        return Response(comment_out(comment_get(comment_id=comment_id, viewer_id=viewer_id(request))))

    @takes(body=CommentChange)
    @answers(CommentOut, refusals=(CommentNotFound, NotYourComment, PostOutOfReach))
    def put(self, request: Request, comment_id: UUID) -> Response:
        """Edit a comment.

        What is not sent keeps its value. Only the author may edit a comment, and only while they may read the post.
        """
        changes = CommentChange.read(request)
        comment_edit(comment_id=comment_id, editor_id=request.user.id, changes=changes)
        return self.get(request, comment_id)

    patch = put

    @answers(refusals=(CommentNotFound, NotYourComment))
    def delete(self, request: Request, comment_id: UUID) -> Response:
        """Delete a comment.

        Its author may do that, and the author of the post. Its replies stay; while there are any, it stays in lists
        without its author and text.
        """
        comment_delete(comment_id=comment_id, account_id=request.user.id)
        return Response(status=204)


class CommentReplies(View):
    """The direct replies to a comment."""

    permission_classes = [Public]

    @takes(query=CommentFilter, is_list=True)
    @answers(CommentOut, refusals=(CommentNotFound,))
    def get(self, request: Request, comment_id: UUID) -> Response:
        """List the direct replies to a comment, also to a deleted one."""
        query, order = PageQuery.of(request), CommentFilter.read_query(request)["order"]
        page = reply_list(comment_id=comment_id, viewer_id=viewer_id(request), query=query, order=order)
        return page_response(page, comment_out, request)
