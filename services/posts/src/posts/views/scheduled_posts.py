"""Scheduled posts over HTTP; ``POST posts/`` makes them."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from posts.errors import (
    AlreadyPublished,
    BadPublishingTime,
    PostNotShareable,
    QuotesTooDeep,
    ScheduledPostNotFound,
)
from posts.selectors.scheduled_posts import scheduled_post_get, scheduled_post_list
from posts.serializers.post_content import post_fields_of
from posts.serializers.scheduled_posts import ScheduledPostIn, ScheduledPostOut, scheduled_post_out
from posts.services.scheduled_posts import scheduled_post_cancel, scheduled_post_edit


class ScheduledPosts(View):
    """What the caller has scheduled."""

    @takes(is_list=True)
    @answers(ScheduledPostOut)
    def get(self, request: Request) -> Response:
        """List the caller's scheduled posts, the next one first.

        The list has those that wait and those that could not be published.
        """
        page = scheduled_post_list(author_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, scheduled_post_out, request)


class ScheduledPostDetail(View):
    """One scheduled post of the caller."""

    @answers(ScheduledPostOut, refusals=(ScheduledPostNotFound,))
    def get(self, request: Request, scheduled_id: UUID) -> Response:
        """Read a scheduled post.

        One that is published has the id of the post.
        """
        return Response(scheduled_post_out(scheduled_post_get(scheduled_id=scheduled_id, author_id=request.user.id)))

    @takes(body=ScheduledPostIn)
    @answers(
        ScheduledPostOut,
        refusals=(ScheduledPostNotFound, AlreadyPublished, BadPublishingTime, PostNotShareable, QuotesTooDeep),
    )
    def put(self, request: Request, scheduled_id: UUID) -> Response:
        """Edit or move a scheduled post.

        What is not sent keeps its value. One that could not be published waits again with a new `publish_at`.
        """
        changes = ScheduledPostIn.read(request)
        own = {"scheduled_id": scheduled_id, "author_id": request.user.id, "read": post_fields_of}
        publish_at = changes.pop("publish_at", None)
        scheduled = scheduled_post_edit(**own, publish_at=publish_at, changes=changes)
        return Response(scheduled_post_out(scheduled))

    patch = put

    @answers(refusals=(ScheduledPostNotFound, AlreadyPublished))
    def delete(self, request: Request, scheduled_id: UUID) -> Response:
        """Cancel a scheduled post.

        It is deleted, and never published.
        """
        scheduled_post_cancel(scheduled_id=scheduled_id, author_id=request.user.id)
        return Response(status=204)
