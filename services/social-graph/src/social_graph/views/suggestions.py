"""Suggestions over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.views import View
from relations.people.errors import AccountNotFound
from relations.people.selectors import account_id_of
from social_graph.selectors.suggestions import suggestions_get
from social_graph.serializers.suggestions import SuggestionFilter, SuggestionsOut
from social_graph.services.suggestions import suggestion_dismiss


class Suggestions(View):
    """Whom the caller may want to follow."""

    @takes(query=SuggestionFilter)
    @answers(SuggestionsOut)
    def get(self, request: Request) -> Response:
        """List accounts that the caller may want to follow, those with the most reasons first.

        `friends_of_friends` and `followed_by_followed` count friends, and accounts that the caller follows.
        """
        most = SuggestionFilter.read_query(request)["limit"]
        found = suggestions_get(viewer_id=request.user.id, most=most)
        return Response(SuggestionsOut.shown({"results": found}))


class Suggestion(View):
    """One account that is suggested."""

    @answers(refusals=(AccountNotFound,))
    def delete(self, request: Request, account: Account) -> Response:
        """Stop suggesting an account.

        Dismissing it again changes nothing.
        """
        suggestion_dismiss(account_id=request.user.id, dismissed_id=account_id_of(account))
        return Response(status=204)
