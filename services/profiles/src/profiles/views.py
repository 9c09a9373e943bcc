"""Profiles over HTTP."""

from dataclasses import replace
from uuid import UUID

from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.authentication import viewer_id
from chassis.paging import PageQuery, page_response
from chassis.permissions import Public
from chassis.views import View
from profiles.models import Profile
from profiles.selectors import profile_by_username, profile_get, profile_list
from profiles.serializers import IDS_MAX, OwnProfileOut, ProfileFilter, ProfileIn, ProfileOut
from profiles.services import profile_own, profile_update


class Profiles(View):
    """All profiles, the newest account first."""

    permission_classes = [Public]

    def get(self, request: Request) -> Response:
        """Answer a page; with ``?ids=``, those accounts, all at once unless a limit is asked for."""
        ids = ProfileFilter.read_query(request)["ids"]
        query = PageQuery.of(request)
        if ids is not None and "limit" not in request.query_params:
            query = replace(query, limit=IDS_MAX)
        return page_response(profile_list(ids=ids, viewer_id=viewer_id(request), query=query), ProfileOut, request)


class OwnProfile(View):
    """The caller's own profile."""

    def get(self, request: Request) -> Response:
        """Answer it, with what only its owner sees."""
        return _own(request)

    def put(self, request: Request) -> Response:
        """Replace it."""
        return _write(request, request.user.id, partial=False)

    def patch(self, request: Request) -> Response:
        """Change what is sent."""
        return _write(request, request.user.id, partial=True)


class ProfileDetail(View):
    """Anybody's profile, by account id."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    def get(self, request: Request, account_id: UUID) -> Response:
        """Answer it."""
        if account_id == viewer_id(request):
            return _own(request)
        return _shown(profile_get(account_id=account_id, viewer_id=viewer_id(request)), request)

    def put(self, request: Request, account_id: UUID) -> Response:
        """Replace it; its owner's right only."""
        return _write(request, account_id, partial=False)

    def patch(self, request: Request, account_id: UUID) -> Response:
        """Change what is sent; its owner's right only."""
        return _write(request, account_id, partial=True)


class NamedProfile(View):
    """Anybody's profile, by username."""

    permission_classes = [Public]

    def get(self, request: Request, username: str) -> Response:
        """Answer it."""
        profile = profile_by_username(username=username, viewer_id=viewer_id(request))
        return _shown(profile, request)


def _own(request: Request) -> Response:
    return _shown(profile_own(account_id=request.user.id, username=request.user.username), request)


def _shown(profile: Profile, request: Request) -> Response:
    """Answer the profile, with its private part to its owner."""
    shape = OwnProfileOut if profile.id == viewer_id(request) else ProfileOut
    return Response(shape(profile).data)


def _write(request: Request, account_id: UUID, *, partial: bool) -> Response:
    changes = ProfileIn.read(request, partial=partial)
    editor = request.user
    profile_update(account_id=account_id, editor_id=editor.id, editor_name=editor.username, changes=changes)
    return _own(request)
