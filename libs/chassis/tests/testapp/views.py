"""Views that use each part of the chassis."""

from django.db import connection, transaction
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from ledger.events import EntryChanged
from ledger.models import Entry
from rest_framework import serializers as drf
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.errors import Unprocessable
from chassis.events.outbox import emit
from chassis.http import fields, serializers
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import idempotent
from chassis.http.limits import limit
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response, paginate
from chassis.http.permissions import Public
from chassis.http.views import View
from chassis.ids import uuid7
from testapp.models import Note


class NoteIn(serializers.Input):
    """A note as it is sent."""

    title = fields.Text(20, required=False)
    text = fields.Text(50, multiline=True)


class NoteFilter(serializers.Input):
    """Parameters of lists, which change nothing here."""

    tag = fields.Text(20, required=False)


class Anything(serializers.Input):
    """A body whose fields are not looked at."""


class EntriesIn(serializers.Input):
    """The states of entries, one event each."""

    states = drf.ListField(child=drf.CharField())


class SleepIn(serializers.Input):
    """How long to wait."""

    seconds = drf.FloatField()


class Trivial(View):
    """Answers at once."""

    permission_classes = [Public]

    def get(self, request):
        return Response({"ok": True})


class Plain(APIView):
    """The same, with DRF alone: the yardstick for Trivial."""

    permission_classes = []
    authentication_classes = []

    def get(self, request):
        return Response({"ok": True})


class Echo(View):
    """Returns what the parser read."""

    permission_classes = [Public]

    @takes(body=Anything)
    def post(self, request):
        return Response(request.data)


class Me(View):
    """Answers who is calling."""

    def get(self, request):
        caller = request.user
        return Response({"id": caller.id, "session": caller.session_id, "roles": sorted(caller.roles)})


class Notes(View):
    """Notes, newest first; a text of "refuse" is refused after it was written."""

    permission_classes = [Public]

    @takes(query=NoteFilter, is_list=True)
    def get(self, request):
        notes = Note.objects.filter(is_hidden=False)
        return page_response(paginate(notes, PageQuery.of(request)), lambda note: note.text, request)

    @takes(body=NoteIn)
    @idempotent
    def post(self, request):
        note = Note.objects.create(text=NoteIn.read(request)["text"])
        if note.text == "refuse":
            raise Unprocessable("That is refused.")
        if note.text == "slow":
            connection.cursor().execute("SELECT pg_sleep(0.3)")
        return Response({"id": note.id, "text": note.text, "viewer": viewer_id(request)}, status=201)


class Drafts(View):
    """Answers what an update reads: with PUT the fields that are sent, with PATCH all that a note needs."""

    permission_classes = [Public]

    @takes(body=NoteIn)
    def put(self, request):
        return Response(NoteIn.read(request))

    @takes(body=NoteIn, is_whole=True)
    def patch(self, request):
        return Response(NoteIn.read(request))


class Entries(View):
    """Writing emits events that this service handles; a first entry that is not "on" is refused afterwards."""

    permission_classes = [Public]

    def get(self, request):
        return Response({"known": Entry.objects.count()})

    @takes(body=EntriesIn)
    @idempotent
    def post(self, request):
        states = EntriesIn.read(request)["states"]
        with transaction.atomic():
            for state in states:
                emit(EntryChanged(entry_id=uuid7(), owner_id=uuid7(), state=state, version=1))
            if "refused" in states:
                raise Unprocessable("That is refused.")
        return Response({"states": states}, status=201)


class Numbered(View):
    """Notes by number, lowest first."""

    permission_classes = [Public]

    @takes(is_list=True)
    def get(self, request):
        page = paginate(Note.objects.all(), PageQuery.of(request), key="number", newest_first=False)
        return page_response(page, lambda note: note.number, request)


class Candidates(View):
    """Notes from a list of candidates of which some are hidden."""

    permission_classes = [Public]

    @takes(is_list=True)
    def get(self, request):
        def fetch(place, count):
            notes = Note.objects.order_by("number" if place.is_backwards else "-number")
            if place.key is not None:
                notes = notes.filter(**{"number__gt" if place.is_backwards else "number__lt": place.key})
            return [(note.number, None if note.is_hidden else note) for note in notes[:count]]

        return page_response(PageQuery.of(request).page_of(fetch), lambda note: note.number, request)


@limit("few", per_account="10/minute", per_address="15/minute", methods=["GET"])
class Few(View):
    """May be read ten times a minute."""

    permission_classes = [Public]

    def get(self, request):
        return Response({"ok": True})


class Broken(View):
    """Has a fault."""

    permission_classes = [Public]

    def get(self, request):
        raise RuntimeError("a fault with Bearer abcdefghijklmnopqrstuvwxyz and someone@example.org in it")


def broken_plain(request):
    """Has a fault outside of DRF."""
    raise RuntimeError("a fault")


def file(request):
    """Answers with this file; with a part of it that begins at ``from``."""
    content = open(__file__, "rb")  # noqa: SIM115 - the response closes it
    content.seek(int(request.GET.get("from", 0)))
    return FileResponse(content)


def stream(request):
    """Answers in pieces, as many as asked for, whose sum of lengths nobody knows before."""
    return StreamingHttpResponse(f"piece {number}\n" for number in range(int(request.GET["pieces"])))


def nothing(request):
    """Answers without a body."""
    return HttpResponse(status=204)


class Sleep(View):
    """Waits in the database for as long as asked."""

    permission_classes = [Public]

    @takes(query=SleepIn)
    def get(self, request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [float(request.query_params["seconds"])])
        return Response({"ok": True})
