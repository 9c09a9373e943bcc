"""Profiles over HTTP."""

from dataclasses import replace
from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.account_paths import Account
from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.fields import Ids
from chassis.http.limits import Policy, address_of, counts, limit
from chassis.http.multipart import MultipartParser
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.parsers import StrictJSONParser
from chassis.http.permissions import Public
from chassis.http.views import View
from media.errors import OF_PICTURES
from profiles.errors import NotYourProfile, ProfileNotFound
from profiles.models import Profile
from profiles.selectors.profiles import account_id_of, profile_batch, profile_get, profile_list
from profiles.selectors.search import profile_search
from profiles.serializers import OwnProfileOut, ProfileFilter, ProfileIn, ProfileOut, UnknownOut
from profiles.services.editing import profile_editor_check, profile_update
from profiles.services.profiles import own_profile_ensure

SEARCHES = Policy("search", "120/minute", per="account, or address without one")
FORMS = [StrictJSONParser, MultipartParser]


@counts(SEARCHES)
class Profiles(View):
    """All profiles, the newest account first; some of them; or those that a search finds."""

    permission_classes = [Public]

    @takes(query=ProfileFilter, is_list=True)
    @answers(ProfileOut, beside=UnknownOut)
    def get(self, request: Request) -> Response:
        """List profiles, the newest account first, or search them.

        With `ids` these are the profiles of those accounts, in that order, all at once unless `limit` is sent;
        `unknown` names the ids without a profile.

        With `q` they are those that match, the best first: the exact username, exact names, people whom the caller
        follows, then the others by how similar their names are. A word may be the beginning of a name; words of bio
        and location are found, too, and names that are nearly so. Who is not discoverable is found by the exact
        username only. One search finds some hundred people at most.
        """
        asked = ProfileFilter.read_query(request)
        query = PageQuery.of(request)
        if asked["ids"] is not None:
            return _batch(request, asked["ids"], query)
        if asked["q"] is not None:
            return _search(request, asked["q"], query)
        return page_response(profile_list(viewer_id=viewer_id(request), query=query), ProfileOut, request)


def _search(request: Request, text: str, query: PageQuery) -> Response:
    viewer = viewer_id(request)
    SEARCHES.count(str(viewer or address_of(request)))
    return page_response(profile_search(text=text, viewer_id=viewer, query=query), ProfileOut, request)


def _batch(request: Request, ids: list[UUID], query: PageQuery) -> Response:
    if "limit" not in request.query_params:
        query = replace(query, limit=Ids.MOST)
    page, unknown = profile_batch(ids=ids, viewer_id=viewer_id(request), query=query)
    return page_response(page, ProfileOut, request, unknown=unknown)


@limit("profile", per_account="60/hour")
class OwnProfile(View):
    """The caller's own profile."""

    parser_classes = FORMS

    @answers(OwnProfileOut)
    def get(self, request: Request) -> Response:
        """Read the caller's own profile.

        It has fields that only its owner sees.
        """
        return _own(request)

    @takes(body=ProfileIn)
    @answers(OwnProfileOut, refusals=OF_PICTURES, may_be_later=True)
    def put(self, request: Request) -> Response:
        """Edit the caller's own profile.

        What is not sent keeps its value. Pictures are sent in a form: JPEG, PNG, WebP or GIF, each of 10 MB and 40
        megapixels at most. What is kept of them are the pixels alone, and of an animation the first frame. A picture is
        refused with its own code when nothing else is wrong; otherwise `invalid` lists all faults. 202: the connections
        are to be hidden, and the service that lists them will do so within seconds.
        """
        return _write(request, request.user.id)

    patch = put


@limit("profile", per_account="60/hour")
class ProfileDetail(View):
    """Anybody's profile."""

    parser_classes = FORMS
    permission_classes = [IsAuthenticatedOrReadOnly]

    @answers(ProfileOut, OwnProfileOut, refusals=(ProfileNotFound,))
    def get(self, request: Request, account: Account) -> Response:
        """Read the profile of an account.

        The caller's own profile has fields that only its owner sees.
        """
        if _is_callers(account, request):
            return _own(request)
        return _shown(profile_get(account=account, viewer_id=viewer_id(request)), request)

    @takes(body=ProfileIn)
    @answers(OwnProfileOut, refusals=(ProfileNotFound, NotYourProfile, *OF_PICTURES), may_be_later=True)
    def put(self, request: Request, account: Account) -> Response:
        """Edit the profile of an account.

        What is not sent keeps its value. Only its owner may edit a profile. 202: as for the own profile.
        """
        return _write(request, request.user.id if _is_callers(account, request) else account_id_of(account))

    patch = put


def _is_callers(account: Account, request: Request) -> bool:
    """Return whether an address is the caller's own, also before the event of the registration has arrived."""
    return bool(request.user) and account in (request.user.id, request.user.username)


def _own(request: Request, status: int = 200) -> Response:
    return _shown(own_profile_ensure(account_id=request.user.id, username=request.user.username), request, status)


def _shown(profile: Profile, request: Request, status: int = 200) -> Response:
    """Return the profile, with its private fields for its owner."""
    shape = OwnProfileOut if profile.id == viewer_id(request) else ProfileOut
    return Response(shape.shown(profile), status=status)


def _write(request: Request, account_id: UUID) -> Response:
    """Change the fields that are sent; others keep their value, with PUT as with PATCH."""
    editor = request.user
    request.data  # noqa: B018 - a body is read to its end before it is refused, else the gateway may get no answer
    profile_editor_check(account_id=account_id, editor_id=editor.id)
    changes = ProfileIn.read(request)
    is_confirmed = profile_update(editor_id=editor.id, editor_name=editor.username, changes=changes)
    return _own(request, status=200 if is_confirmed else 202)
