"""Posts and the feed over HTTP."""

from uuid import UUID

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from posts.selectors.feed import feed_for_account
from posts.selectors.posts import post_get, post_list
from posts.serializers import PostFilter, PostIn, post_out
from posts.services.posts import post_delete, post_edit, post_publish
from relations.people.selectors import account_id_of


class Posts(View):
    """Everybody's posts."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @takes(query=PostFilter, is_list=True)
    def get(self, request: Request) -> Response:
        """Answer a page, newest first: public ones, or with ``?author=`` what the caller may read of that account's."""
        page = post_list(author_id=_author_id(request), viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)

    @takes(body=PostIn)
    @idempotent
    def post(self, request: Request) -> Response:
        """Publish a post."""
        author = request.user
        post = post_publish(author_id=author.id, username=author.username, **PostIn.read(request))
        return Response(post_out(post_get(post_id=post.id, viewer_id=author.id)), status=201)


class PostDetail(View):
    """One post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    def get(self, request: Request, post_id: UUID) -> Response:
        """Answer it."""
        return Response(post_out(post_get(post_id=post_id, viewer_id=viewer_id(request))))

    @takes(body=PostIn)
    def put(self, request: Request, post_id: UUID) -> Response:
        """Change what is sent; everything else keeps its value."""
        post_edit(post_id=post_id, editor_id=request.user.id, changes=PostIn.read(request, partial=True))
        return self.get(request, post_id)

    patch = put

    def delete(self, request: Request, post_id: UUID) -> Response:
        """Delete it."""
        post_delete(post_id=post_id, author_id=request.user.id)
        return Response(status=204)


class AccountPosts(View):
    """The posts of one account."""

    permission_classes = [Public]

    @takes(is_list=True)
    def get(self, request: Request, account: Account) -> Response:
        """Answer a page of what the caller may read, newest first."""
        author_id = account_id_of(account)
        page = post_list(author_id=author_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)


class Feed(View):
    """The caller's home feed."""

    @takes(is_list=True)
    def get(self, request: Request) -> Response:
        """Answer a page: own posts and those of whom the caller follows, newest first."""
        page = feed_for_account(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, post_out, request)


def _author_id(request: Request) -> UUID | None:
    """Return whose posts are wanted, or None for everybody's. Raises NotAuthenticated when nobody asks for own ones."""
    author = PostFilter.read_query(request).get("author")
    if author != "me":
        return author
    if not request.user:
        raise NotAuthenticated
    return request.user.id
