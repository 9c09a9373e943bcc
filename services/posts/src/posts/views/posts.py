"""Posts and the feed over HTTP."""

from datetime import datetime
from typing import Any
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
from chassis.http.limits import counts
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from media.errors import OF_UPLOADS
from posts.errors import (
    BadPublishingTime,
    NoLongerMember,
    NotYourPost,
    PostNotFound,
    PostNotShareable,
    QuotesTooDeep,
    TooManyScheduledPosts,
    TooManyUnattached,
)
from posts.limits import UPLOADS
from posts.selectors.days import Days
from posts.selectors.posts import post_as_published, post_get, post_list
from posts.serializers.feed import FeedPostOut, feed_post_out
from posts.serializers.posts import CARDS, PinFilter, PostChange, PostFilter, PostOut, post_out
from posts.serializers.scheduled_posts import NewPostIn, ScheduledPostOut, scheduled_post_out
from posts.services.feed import feed_read
from posts.services.posts import post_delete, post_edit, post_publish
from posts.services.scheduled_posts import post_schedule
from posts.views.forms import FORMS, files_in, files_prepare
from relations.people.errors import AccountNotFound
from relations.people.selectors import visible_account_id_of

OF_POSTING = (
    *(PostNotShareable, QuotesTooDeep, BadPublishingTime, TooManyScheduledPosts),
    *(*OF_UPLOADS, TooManyUnattached),
)
"""Refusals of a new post."""


class Posts(View):
    """Posts of everybody, or of one account."""

    parser_classes = FORMS
    permission_classes = [IsAuthenticatedOrReadOnly]

    def prepare_form(self, form: dict) -> None:
        """Store files before the transaction of a key begins."""
        files_prepare(files_in(form), owner_id=self.request.user.id, field="media")

    @takes(query=PostFilter, is_list=True)
    @answers(PostOut, refusals=(TokenMissing,))
    def get(self, request: Request) -> Response:
        """List posts, newest first.

        Without parameters these are all public posts. With `author` these are the posts of that account which the
        caller may read; `author=me` needs a token. With `group` these are the posts of that group, which its members
        may read; for others it is as empty as a group that does not exist. With `tag`, `has` or `q` these are the posts
        of everybody, or of the author, that have what is asked for and that the caller may read.
        """
        chosen = PostFilter.read_query(request)
        page = post_list(
            author_id=_author_id(request, chosen.get("author")),
            group_id=chosen.get("group"),
            viewer_id=viewer_id(request),
            query=PageQuery.of(request),
            search=chosen.get("search"),
            days=Days(chosen.get("since"), chosen.get("until")),
        )
        return page_response(page, post_out, request)

    @counts(UPLOADS)
    @takes(body=NewPostIn)
    @answers(PostOut, ScheduledPostOut, status=201, refusals=OF_POSTING)
    @idempotent
    def post(self, request: Request) -> Response:
        """Publish a post.

        It has a text, media or both: `media` are ids of what was uploaded before, or files of a form.
        It appears in the feeds of the author's followers and friends who may read it, and of the members of its group.
        With `quote_of` it quotes another post, and is read only by those who may read that one, too. With `publish_at`
        it is published at that time, and is one of the scheduled posts until then.
        """
        author, words = request.user, NewPostIn.read(request)
        if publish_at := words.pop("publish_at", None):
            return _scheduled(request, publish_at, words)
        post = post_publish(author_id=author.id, username=author.username, **words)
        return Response(post_out(post_as_published(post)), status=201)


class PostDetail(View):
    """One post."""

    parser_classes = FORMS
    permission_classes = [IsAuthenticatedOrReadOnly]

    @answers(PostOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """Read a post.

        A post that the caller may not read is answered like one that does not exist.
        """
        return Response(post_out(post_get(post_id=post_id, viewer_id=viewer_id(request))))

    @counts(UPLOADS)
    @takes(body=PostChange)
    @answers(PostOut, refusals=(PostNotFound, NotYourPost, NoLongerMember, *OF_UPLOADS, TooManyUnattached))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Edit a post.

        What is not sent keeps its value. Media that are not in `media` any more are deleted. Only the author may edit a
        post. A post of a group stays in it until it gets another visibility, and does not come back. An author who is
        no member any more can give it another visibility or delete it, and change nothing else.
        """
        post_edit(post_id=post_id, editor_id=request.user.id, changes=PostChange.read(request))
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

    @takes(query=PinFilter, is_list=True)
    @answers(PostOut, refusals=(AccountNotFound,))
    def get(self, request: Request, account: Account) -> Response:
        """List the posts of an account, newest first.

        The list has what the caller may read. A username that nobody has is not found; an unknown id has no posts.
        """
        author_id = visible_account_id_of(account, viewer_id=viewer_id(request))
        chosen = PinFilter.read_query(request)
        page = post_list(author_id=author_id, viewer_id=viewer_id(request), query=PageQuery.of(request), **chosen)
        return page_response(page, post_out, request)


class Feed(View):
    """The caller's home feed."""

    @takes(is_list=True)
    @answers(FeedPostOut)
    def get(self, request: Request) -> Response:
        """Read the home feed, newest first.

        It has the caller's own posts and those of its followees, friends and groups, and what followees and friends
        share: such a post is at the place of the share, with `shared_by`, unless it is among the 40 entries before it.
        """
        page = feed_read(account_id=request.user.id, query=PageQuery.of(request), render=CARDS)
        return page_response(page, feed_post_out, request)


def _author_id(request: Request, author: UUID | str | None) -> UUID | str | None:
    """Return the id of the author that is asked for; None is everybody.

    Raises NotAuthenticated for ``me`` without a token.
    """
    if author != "me":
        return author
    if not request.user:
        raise NotAuthenticated
    return request.user.id


def _scheduled(request: Request, publish_at: datetime, content: dict[str, Any]) -> Response:
    author = request.user
    scheduled = post_schedule(author_id=author.id, username=author.username, publish_at=publish_at, content=content)
    return Response(scheduled_post_out(scheduled), status=201)
