"""Earlier versions of posts over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.views import View
from posts.errors import PostNotFound
from posts.selectors.revisions import revision_list
from posts.serializers.revisions import RevisionOut


class PostHistory(View):
    """What a post said before its edits."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(RevisionOut, refusals=(PostNotFound,))
    def get(self, request: Request, post_id: UUID) -> Response:
        """List the earlier versions of a post, the latest first.

        The present version is the post itself. A version is shown to those who could read it when it was replaced, so
        what an author wrote while the post was private stays private.
        """
        page = revision_list(post_id=post_id, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, RevisionOut, request)
