"""Registering with a form: a picture that reaches the profile, whatever fails on the way."""

import base64
import fcntl
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import PASSWORD

from accounts.models import Account, RegistrationPicture
from accounts.services import pictures
from chassis.jobs.models import Job
from chassis.jobs.runner import run_step
from chassis.jobs.steps import claim
from chassis.testing.operations import faults_of
from contracts.accounts import AccountRegistered
from media import sandbox, wire
from media.testing.pictures import content, pixels, upload
from personal_data.testing import exported_here
from runtime.backing_off import Backoff

URL = "/api/v1/auth/register/"
FIELDS = {"username": "ada", "email": "ada@kith.test", "password": PASSWORD, "password_confirm": PASSWORD}
pytestmark = pytest.mark.django_db


class Profiles:
    """The profiles service, as far as it is called: notes what it gets, and answers ``statuses``, then 200."""

    def __init__(self) -> None:
        self.got, self.statuses = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.got.append((self.path, self.headers["Authorization"], body))
                answer = b'{"taken": true}'
                self.send_response(outer.statuses.pop(0) if outer.statuses else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def profiles(settings, monkeypatch) -> Iterator[Profiles]:
    """Return a profiles service at PROFILES_URL."""
    service = Profiles()
    Thread(target=service.server.serve_forever, daemon=True).start()
    settings.PROFILES_URL = f"http://127.0.0.1:{service.server.server_port}"
    pictures._client.cache_clear()
    monkeypatch.setattr(pictures, "_backoff", Backoff())
    yield service
    service.server.shutdown()
    service.server.server_close()
    pictures._client.cache_clear()


def register(api, **fields):
    return api().post(URL, FIELDS | fields, format="multipart")


def work():
    """Run the jobs that are due, as the worker does."""
    while claimed := claim():
        run_step(claimed)


def picture(colour="red", **options):
    return upload(content(pixels(colour=colour)), **options)


def test_the_picture_and_the_bio_of_a_form_reach_the_profile(api, emitted, profiles, run_jobs):
    response = register(api, bio="Counts.", profile_picture=picture())

    assert response.status_code == 201
    account = Account.objects.get()
    assert [(type(event), event.bio) for event in emitted()] == [(AccountRegistered, "Counts.")]

    run_jobs()

    ((path, secret, body),) = profiles.got
    assert (path, secret) == ("/internal/avatars/", f"Bearer {django_settings.INTERNAL_SECRET}")
    assert (body["account_id"], body["username"]) == (str(account.id), "ada")
    taken = wire.from_json(body["picture"])
    assert (taken.width, taken.height) == (30, 30)
    assert (RegistrationPicture.objects.count(), Job.objects.filter(kind=pictures.KIND).count()) == (0, 0)


@pytest.mark.parametrize("fields", [{}, {"profile_picture": ""}, {"bio": ""}, {"password2": PASSWORD}])
def test_a_form_needs_no_picture(api, profiles, run_jobs, fields):
    assert register(api, **fields).status_code == 201

    run_jobs()
    assert (profiles.got, RegistrationPicture.objects.count()) == ([], 0)


@pytest.mark.parametrize("sent", [None, {"small": "x"}])
def test_json_has_no_picture(api, sent):
    assert api().post(URL, FIELDS | {"profile_picture": sent}).status_code == 201
    assert RegistrationPicture.objects.count() == 0


REFUSED = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "picture_not_supported"),
    "another type": (content(pixels()), "image/jpeg", "picture_not_supported"),
    "truncated": (content(pixels())[:60], "image/png", "picture_damaged"),
    "empty": (b"", "image/png", "picture_damaged"),
    "one byte": (b"x", "image/png", "picture_damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_picture_is_answered_beside_the_other_faults_and_nothing_is_made(api, emitted, case):
    body, media_type, code = REFUSED[case]

    response = register(api, username="a", password_confirm="x", profile_picture=upload(body, media_type))

    assert response.status_code == 400
    assert faults_of(response) == [
        ("username", "invalid"),
        ("password_confirm", "password_mismatch"),
        ("profile_picture", code),
    ]
    assert (Account.objects.count(), RegistrationPicture.objects.count(), Job.objects.count()) == (0, 0, 0)
    assert emitted() == []


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_picture_alone_is_answered_as_at_the_profile_and_makes_no_account(api, case):
    body, media_type, code = REFUSED[case]

    response = register(api, profile_picture=upload(body, media_type))

    status = 415 if code == "picture_not_supported" else 400
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert faults_of(response) == [("profile_picture", code)]
    assert Account.objects.count() == 0


def test_a_picture_of_a_name_that_is_taken_goes_nowhere(api, profiles, run_jobs):
    register(api)

    response = register(api, profile_picture=picture())

    assert faults_of(response) == [("username", "taken")]
    run_jobs()
    assert (profiles.got, RegistrationPicture.objects.count()) == ([], 0)


@pytest.mark.parametrize("name", ["avatar", "roles", "file"])
def test_a_file_under_another_name_is_refused(api, name):
    response = register(api, **{name: picture()})

    assert (response.status_code, Account.objects.count()) == ((201, 1) if name == "roles" else (400, 0))


def test_a_text_is_no_picture_and_a_file_is_no_name(api):
    response = register(api, username=picture(), profile_picture="me.png")

    assert faults_of(response) == [("username", "invalid"), ("profile_picture", "invalid")]


@pytest.mark.parametrize("status", [502, 503, 500])
def test_a_picture_waits_while_the_profiles_service_fails(api, profiles, status):
    profiles.statuses = [status]
    register(api, profile_picture=picture())
    work()
    assert (len(profiles.got), RegistrationPicture.objects.count()) == (1, 1)

    Job.objects.update(next_attempt_at="2026-01-01T00:00:00Z")
    work()

    assert (len(profiles.got), RegistrationPicture.objects.count()) == (2, 0)


@pytest.mark.parametrize(("slow_seconds", "calls"), [(0, 1), (60, 3)])
def test_a_profiles_service_that_fails_slowly_is_not_called_for_a_while(
    api, profiles, monkeypatch, slow_seconds, calls
):
    monkeypatch.setattr(pictures, "_backoff", Backoff(slow_seconds=slow_seconds))
    profiles.statuses = [503] * 9
    for name in ("ada", "eve", "joe"):
        register(api, username=name, profile_picture=picture())

    work()

    assert (len(profiles.got), RegistrationPicture.objects.count()) == (calls, 3)


def test_an_account_that_is_gone_has_no_picture(api, profiles, run_jobs):
    register(api, profile_picture=picture())
    Account.objects.get().delete()

    run_jobs()

    assert (profiles.got, Job.objects.filter(kind=pictures.KIND).count()) == ([], 0)


def test_a_form_is_sent_again_with_its_key(api):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}

    first = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)
    second = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (Account.objects.count(), RegistrationPicture.objects.count()) == (1, 1)


@pytest.fixture
def busy(monkeypatch):
    """Return a context in which another process encodes a picture for a long time."""
    monkeypatch.setattr(sandbox, "WAITING_SECONDS", 0.1)

    @contextmanager
    def taken() -> Iterator[None]:
        with (Path(tempfile.gettempdir()) / "accounts-encoder.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    return taken


def test_a_picture_is_encoded_before_the_transaction_of_a_key(api, busy):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    with busy(), CaptureQueriesContext(connection) as before:
        refused = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)
    with CaptureQueriesContext(connection) as after:
        taken = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)

    assert (refused.status_code, refused.json()["code"], taken.status_code) == (503, "unavailable", 201)
    began = [any("SAVEPOINT" in query["sql"] for query in each) for each in (before, after)]
    assert began == [False, True]  # how a transaction begins in that of the test


def test_a_repetition_encodes_nothing(api, busy):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    first = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)

    with busy():
        again = api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)

    assert (again.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize(
    "change",
    [{"profile_picture": picture("blue")}, {"bio": "Other."}, {"profile_picture": ""}],
)
def test_another_form_with_the_same_key_is_refused(api, change):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key)

    response = api().post(URL, FIELDS | {"profile_picture": picture()} | change, format="multipart", **key)

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


def test_a_form_that_is_refused_burns_no_key(api):
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    bad = FIELDS | {"profile_picture": upload(b"x", "image/png")}
    assert api().post(URL, bad, format="multipart", **key).status_code == 400

    assert api().post(URL, FIELDS | {"profile_picture": picture()}, format="multipart", **key).status_code == 201


def test_a_file_that_is_too_large_is_refused(api, settings):
    settings.MAX_FILE_BYTES = 1000

    response = register(api, profile_picture=upload(b"\x89PNG" + bytes(2000)))

    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert Account.objects.count() == 0


def test_what_is_handed_over_is_no_file_that_was_sent(api, profiles, run_jobs):
    marked = content(pixels()) + b"<script>alert(1)</script>"
    register(api, profile_picture=upload(marked))

    run_jobs()

    sizes = profiles.got[0][2]["picture"]["sizes"]
    assert not any(b"script" in base64.b64decode(size) for size in sizes.values())


def test_an_export_has_the_picture_until_it_is_handed_over(api, profiles, run_jobs):
    register(api, profile_picture=picture())
    account = Account.objects.get()
    kept = RegistrationPicture.objects.get()

    [shown] = exported_here(account.id)["registration_picture"]

    head, _, image = shown["large"].partition(",")
    assert (head, base64.b64decode(image)) == ("data:image/webp;base64", bytes(kept.large))
    run_jobs()
    assert exported_here(account.id)["registration_picture"] == []
