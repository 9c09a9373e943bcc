"""Drafts over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.idempotency import idempotent
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from posts.errors import DraftNotFound, PostNotShareable, QuotesTooDeep, TooManyDrafts
from posts.selectors.drafts import draft_get, draft_list
from posts.selectors.posts import post_as_published
from posts.serializers.drafts import DraftIn, DraftOut, draft_out
from posts.serializers.post_content import post_fields_of
from posts.serializers.posts import PostOut, post_out
from posts.services.drafts import draft_create, draft_delete, draft_edit, draft_publish


class Drafts(View):
    """The caller's drafts."""

    @takes(is_list=True)
    @answers(DraftOut)
    def get(self, request: Request) -> Response:
        """List the caller's drafts, newest first.

        Nobody else sees them.
        """
        page = draft_list(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, draft_out, request)

    @takes(body=DraftIn)
    @answers(DraftOut, status=201, refusals=(TooManyDrafts,))
    @idempotent
    def post(self, request: Request) -> Response:
        """Create a draft.

        It has the fields of a post, of which every one may be left out. At most 100 of an account.
        """
        draft = draft_create(account_id=request.user.id, content=DraftIn.read(request))
        return Response(draft_out(draft), status=201)


class DraftDetail(View):
    """One draft of the caller."""

    @answers(DraftOut, refusals=(DraftNotFound,))
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Read a draft."""
        return Response(draft_out(draft_get(draft_id=draft_id, account_id=request.user.id)))

    @takes(body=DraftIn)
    @answers(DraftOut, refusals=(DraftNotFound,))
    def put(self, request: Request, draft_id: UUID) -> Response:
        """Edit a draft.

        What is not sent keeps its value.
        """
        draft = draft_edit(draft_id=draft_id, account_id=request.user.id, changes=DraftIn.read(request))
        return Response(draft_out(draft))

    patch = put

    @answers(refusals=(DraftNotFound,))
    def delete(self, request: Request, draft_id: UUID) -> Response:
        """Delete a draft."""
        draft_delete(draft_id=draft_id, account_id=request.user.id)
        return Response(status=204)


class DraftPublish(View):
    """Publishing a draft."""

    @answers(PostOut, status=201, refusals=(DraftNotFound, PostNotShareable, QuotesTooDeep))
    @idempotent
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Publish a draft.

        It becomes a post as it is, and the draft is deleted.
        """
        author = request.user
        post = draft_publish(draft_id=draft_id, account_id=author.id, username=author.username, read=post_fields_of)
        return Response(post_out(post_as_published(post)), status=201)
