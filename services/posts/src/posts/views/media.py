"""Media over HTTP, and their files."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.idempotency import idempotent
from chassis.http.limits import counts
from chassis.http.operations import takes
from chassis.http.views import View
from media import files
from media.errors import OF_UPLOADS
from media.shapes import SIZES
from posts.addresses import NotSigned, viewer_of
from posts.errors import MediumNotFound, NoLongerMember, TooManyUnattached
from posts.limits import UPLOADS
from posts.selectors.media import Readable, medium_get, medium_readable
from posts.serializers.media import FILE, MediumChange, MediumIn, MediumOut, medium_out
from posts.services.media import medium_add
from posts.services.media_changes import medium_delete, medium_edit
from posts.views.forms import FileForm, files_prepare

STORED = "/_stored/"
"""Where the gateway has the folder of files; no caller reaches it (gateway/templates/post-media.conf)."""
FOR_ALL, FOR_ONE = "public, max-age=60", "private, no-cache"


class Media(View):
    """Media for posts."""

    parser_classes = [FileForm]

    def prepare_form(self, form: dict) -> None:
        """Store the file before the transaction of a key begins."""
        files_prepare([form.get("file")], owner_id=self.request.user.id, field="file")

    @counts(UPLOADS)
    @takes(body=MediumIn)
    @answers(MediumOut, status=201, refusals=(*OF_UPLOADS, TooManyUnattached))
    @idempotent
    def post(self, request: Request) -> Response:
        """Upload a picture or a file.

        A post takes it by its id; one that no post has taken is deleted after 24 hours. Of a picture the pixels alone
        are kept, and of an animation the first frame. A PDF, a ZIP archive or a plain text is kept as it came, and is
        always downloaded. What a file is, its content decides.
        """
        medium = medium_add(owner_id=request.user.id, **MediumIn.read(request))
        return Response(medium_out(medium_get(medium_id=medium.id, owner_id=request.user.id)), status=201)


class MediumDetail(View):
    """One of the caller's own media."""

    @answers(MediumOut, refusals=(MediumNotFound,))
    def get(self, request: Request, medium_id: UUID) -> Response:
        """Read one of the caller's own media.

        It is there before a post has it, too.
        """
        return Response(medium_out(medium_get(medium_id=medium_id, owner_id=request.user.id)))

    @takes(body=MediumChange)
    @answers(MediumOut, refusals=(MediumNotFound, NoLongerMember))
    def put(self, request: Request, medium_id: UUID) -> Response:
        """Describe one of the caller's own media.

        `alt` says what it shows. The post that has it counts as edited.
        """
        medium_edit(medium_id=medium_id, owner_id=request.user.id, changes=MediumChange.read(request))
        return self.get(request, medium_id)

    patch = put

    @answers(refusals=(MediumNotFound,))
    def delete(self, request: Request, medium_id: UUID) -> Response:
        """Delete one of the caller's own media.

        The post that has it loses it and counts as edited; one that would have neither a text nor media is to be
        deleted itself.
        """
        medium_delete(medium_id=medium_id, owner_id=request.user.id)
        return Response(status=204)


@require_safe
def medium_file(request: HttpRequest, medium_id: UUID, file: str) -> HttpResponse:
    """Answer with a file for the viewer that the address was signed for, if it may read the post now; 404 otherwise."""
    try:
        viewer = viewer_of(medium_id, request.GET.dict())
        found = medium_readable(medium_id=medium_id, viewer_id=viewer)
    except (NotSigned, MediumNotFound):
        return HttpResponse(status=404)
    return _file(found, file)


def _file(found: Readable, file: str) -> HttpResponse:
    picture = found.medium.picture
    if file not in ([FILE] if picture.media_type else SIZES):
        return HttpResponse(status=404)
    name = found.medium.stored_name(file)
    response = HttpResponse(content_type=picture.media_type or "image/webp")
    response["Cache-Control"] = FOR_ALL if found.is_public else FOR_ONE
    response["Content-Disposition"] = content_disposition_header(file == FILE, picture.name) or "inline"
    if settings.MEDIA_BUCKET:
        response.content = files.read(name)
    else:
        response["X-Accel-Redirect"] = f"{STORED}{name}"
    return response
