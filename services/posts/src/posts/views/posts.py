"""Posts and the feed over HTTP."""

from uuid import UUID

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.errors import TokenMissing
from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from posts.errors import NotYourPost, PostNotFound
from posts.selectors.posts import post_as_published, post_get, post_list
from posts.serializers import CARDS, PostFilter, PostIn, PostOut, post_out
from posts.services.feed import feed_read
from posts.services.posts import post_delete, post_edit, post_publish
from relations.people.errors import AccountNotFound
from relations.people.selectors import visible_account_id_of


class Posts(View):
    """Posts of everybody, or of one account."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(query=PostFilter, is_list=True)
    @answers(PostOut, refusals=(TokenMissing,))
    def get(self, request: Request) -> Response:
        """List posts, newest first.

        Without `author` these are all public posts. With it these are the posts of that account which the caller may
        read; `author=me` needs a token.
        """
        page = post_list(author_id=_author_id(request), viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)

    @takes(body=PostIn)
    @answers(PostOut, status=201)
    @idempotent
    def post(self, request: Request) -> Response:
        """Publish a post.

        It appears in the feeds of the author's followers who may read it.
        """
        author = request.user
        post = post_publish(author_id=author.id, username=author.username, **PostIn.read(request))
        return Response(post_out(post_as_published(post)), status=201)


class PostDetail(View):
    """One post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @answers(PostOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """Read a post.

        A post that the caller may not read is answered like one that does not exist.
        """
        return Response(post_out(post_get(post_id=post_id, viewer_id=viewer_id(request))))

    @takes(body=PostIn)
    @answers(PostOut, refusals=(PostNotFound, NotYourPost))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Edit a post.

        What is not sent keeps its value. Only the author may edit a post.
        """
        post_edit(post_id=post_id, editor_id=request.user.id, changes=PostIn.read(request))
        return self.get(request, post_id)

    patch = put

    @answers(refusals=(PostNotFound, NotYourPost))
    def delete(self, request: Request, post_id: UUID) -> Response:
        """Delete a post.

        Its comments and likes are deleted with it. Only the author may delete a post.
        """
        post_delete(post_id=post_id, author_id=request.user.id)
        return Response(status=204)


class AccountPosts(View):
    """The posts of one account."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(PostOut, refusals=(AccountNotFound,))
    def get(self, request: Request, account: Account) -> Response:
        """List the posts of an account, newest first.

        The list has what the caller may read. A username that nobody has is not found; an unknown id has no posts.
        """
        author_id = visible_account_id_of(account, viewer_id=viewer_id(request))
        page = post_list(author_id=author_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)


class Feed(View):
    """The caller's home feed."""

    @takes(is_list=True)
    @answers(PostOut)
    def get(self, request: Request) -> Response:
        """Read the home feed, newest first.

        It has the caller's own posts and those of the accounts that the caller follows.
        """
        page = feed_read(account_id=request.user.id, query=PageQuery.of(request), render=CARDS)
        return page_response(page, post_out, request)


def _author_id(request: Request) -> UUID | None:
    """Return the requested author, or None for everybody's posts.

    Raises NotAuthenticated for ``me`` without a token.
    """
    author = PostFilter.read_query(request).get("author")
    if author != "me":
        return author
    if not request.user:
        raise NotAuthenticated
    return request.user.id
