"""How the caller stands to others, over HTTP."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.views import View
from social_graph.selectors.relationships import relationship_get, relationships_get
from social_graph.serializers.relations import RelationshipFilter, RelationshipOut, RelationshipsOut


class Relationships(View):
    """How the caller stands to some accounts."""

    @takes(query=RelationshipFilter)
    @answers(RelationshipsOut)
    def get(self, request: Request) -> Response:
        """Read how the caller stands to up to 100 accounts.

        They are answered in the order of `ids`. An account that does not exist, or that the caller may not see, is
        answered like one that the caller has nothing to do with, except that `blocking` and `muting` say what the
        caller has done.
        """
        ids = RelationshipFilter.read_query(request)["ids"]
        found = relationships_get(viewer_id=request.user.id, account_ids=ids)
        return Response(RelationshipsOut.shown({"results": found}))


def relationship_response(request: Request, account_id: UUID, *, is_confirmed: bool = True) -> Response:
    """Answer how the caller stands to an account now: 202 while some service has not applied the change."""
    relationship = relationship_get(viewer_id=request.user.id, account_id=account_id)
    return Response(RelationshipOut.shown(relationship), status=200 if is_confirmed else 202)
