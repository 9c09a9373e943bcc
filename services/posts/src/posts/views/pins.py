"""Pins over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.views import View
from posts.errors import NotYourPost, PostNotFound, TooManyPins
from posts.selectors.posts import pin_state
from posts.serializers.pins import PinOut
from posts.services.pins import post_pin, post_unpin


class PostPin(View):
    """Whether the caller shows an own post first."""

    @answers(PinOut, refusals=(PostNotFound, NotYourPost, TooManyPins))
    def put(self, request: Request, post_id: UUID) -> Response:
        """Pin a post.

        Only its author may. Pinning it again changes nothing; more than five are refused. The pinned posts of an
        account are `users/{account}/posts/?pinned=true`.
        """
        post_pin(post_id=post_id, author_id=request.user.id)
        return _state(request, post_id)

    post = put

    @answers(PinOut, refusals=(PostNotFound, NotYourPost))
    def delete(self, request: Request, post_id: UUID) -> Response:
        """Unpin a post.

        Unpinning a post that is not pinned changes nothing.
        """
        post_unpin(post_id=post_id, author_id=request.user.id)
        return _state(request, post_id)


def _state(request: Request, post_id: UUID) -> Response:
    return Response(pin_state(post_id=post_id, author_id=request.user.id))
