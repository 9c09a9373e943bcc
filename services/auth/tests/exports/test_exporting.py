"""Exports: what is in the zip, who gets it and for how long, and when it ends."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from export_steps import DAY, EXPORT, age, ask, asked, files_in, opened, shown, step
from factories import PASSWORD, AccountFactory

from accounts.archive_files import path_of
from accounts.models import Archive, ArchiveMember
from accounts.services import archive_parts
from accounts.services.archive_ends import archives_expire, archives_forget
from accounts.services.archives import archive_ask
from chassis.ids import uuid7
from chassis.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_an_export_has_everything_of_every_service(ada, run_jobs):
    asked(ada)

    run_jobs()

    with opened() as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "profiles/profile.json",
            "profiles/files/avatar.webp",
            "posts/posts.json",
            "posts/likes.json",
            "README.txt",
        ]
        assert json.loads(archive.read("profiles/profile.json")) == [{"bio": "I count ∑."}]
        assert archive.read("profiles/files/avatar.webp") == b"RIFF-avatar"
        assert json.loads(archive.read("posts/posts.json")) == [{"n": n} for n in range(5)]
        assert json.loads(archive.read("posts/likes.json")) == []
        assert "posts/posts.json\n    All posts.\n" in archive.read("README.txt").decode()


def test_what_is_shown_of_an_export_until_it_is_ready(ada, run_jobs, posts):
    archive = asked(ada)
    waiting = [{"name": "profiles", "state": "waiting"}, {"name": "posts", "state": "waiting"}]
    assert archive == {
        "id": archive["id"],
        "state": "queued",
        "progress": {"done": 0, "total": 2},
        "services": waiting,
        "size": 0,
        "created_at": archive["created_at"],
        "expires_at": None,
        "url": None,
    }
    posts.status = 503
    for _ in range(5):
        step()
    half = ada.get(f"{EXPORT}{archive['id']}/").json()
    assert (half["state"], half["progress"]) == ("running", {"done": 1, "total": 2})
    assert half["services"] == [{"name": "profiles", "state": "done"}, {"name": "posts", "state": "running"}]
    assert half["size"] > 0

    posts.status = 200
    Job.objects.update(next_attempt_at=timezone.now())
    run_jobs()

    ready = shown(ada)
    assert (ready["state"], ready["progress"]) == ("ready", {"done": 2, "total": 2})
    assert ready["size"] == path_of(Archive.objects.get().file_id).stat().st_size
    assert ready["url"].startswith("https://kith.test/exports/")


def test_each_service_is_asked_with_the_internal_secret_for_this_account_only(ada, run_jobs, profiles, posts, settings):
    asked(ada)
    run_jobs()

    assert profiles.authorizations | posts.authorizations == {f"Bearer {settings.INTERNAL_SECRET}"}
    wanted = f"/internal/personal-data/{ada.account.id}/"
    assert posts.asked == [
        "/internal/personal-data/",
        *(f"{wanted}posts/{after}" for after in ("", "?after=2", "?after=4")),
        f"{wanted}likes/",
        f"{wanted}files/",
    ]


def test_a_long_collection_goes_on_in_further_files(ada, run_jobs, posts, monkeypatch):
    monkeypatch.setattr(archive_parts, "PAGES_IN_PART", 1)
    asked(ada)

    run_jobs()

    with opened() as archive:
        names = [name for name in archive.namelist() if name.startswith("posts/posts")]
        assert names == ["posts/posts.json", "posts/posts-2.json", "posts/posts-3.json"]
        found = [json.loads(archive.read(name)) for name in names]
    assert found == [[{"n": 0}, {"n": 1}], [{"n": 2}, {"n": 3}], [{"n": 4}]]


def test_a_picture_that_is_replaced_meanwhile_is_in_the_export_with_a_number(ada, run_jobs, profiles):
    asked(ada)
    while not ArchiveMember.objects.filter(name="profiles/files/avatar.webp").exists():
        step()
    profiles.files = {"replaced.webp": b"", "avatar.webp": b"RIFF-newer"}

    run_jobs()

    with opened() as archive:
        assert archive.read("profiles/files/avatar.webp") == b"RIFF-avatar"
        assert archive.read("profiles/files/avatar-2.webp") == b"RIFF-newer"
    assert shown(ada)["state"] == "ready"


def test_asking_again_returns_the_same_export(ada, run_jobs):
    first = asked(ada)
    assert asked(ada)["id"] == first["id"]
    run_jobs()

    assert (asked(ada)["id"], Archive.objects.count()) == (first["id"], 1)


@pytest.mark.django_db(transaction=True)
def test_asking_at_once_makes_one_export(ada, at_once):
    calls = [lambda: archive_ask(account_id=ada.account.id, password=PASSWORD, now=timezone.now())] * 5

    assert len({archive.id for archive in at_once(calls)}) == 1
    assert (Archive.objects.count(), Job.objects.count()) == (1, 1)


def test_another_export_can_be_had_when_one_has_expired(ada, run_jobs):
    first = asked(ada)
    run_jobs()
    age(DAY, expires_at=timezone.now())

    second = asked(ada)

    assert second["id"] != first["id"]
    assert second["state"] == "queued"


def test_an_account_makes_two_exports_a_day(ada, settings):
    settings.LIMIT_SCALE = 1
    for _ in range(2):
        asked(ada)
        Archive.objects.update(state="failed")

    response = ask(ada)

    assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
    assert response.headers["RateLimit-Policy"] == '"export";q=2;w=86400'
    assert Archive.objects.count() == 2


def test_the_password_is_needed(ada):
    response = ask(ada, "another password")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "password", "code": "wrong_password", "detail": "This is not your password."}
    ]
    assert (Archive.objects.count(), Job.objects.count()) == (0, 0)


def test_nobody_else_sees_an_export(ada, logged_in, api, run_jobs):
    archive = asked(ada)
    run_jobs()
    other = logged_in(AccountFactory())

    response = other.get(f"{EXPORT}{archive['id']}/")

    missing = other.get(f"{EXPORT}{uuid7()}/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert response.json()["detail"] == missing.json()["detail"]
    assert other.get(EXPORT).json()["results"] == []
    assert api().get(f"{EXPORT}{archive['id']}/").status_code == 401


@pytest.mark.parametrize("count", [1, 5])
def test_listing_costs_the_same_queries_however_many_exports(ada, count, django_assert_num_queries):
    for _ in range(count):
        Archive.objects.create(
            account_id=ada.account.id, state="expired", services=["posts"], created_at=timezone.now()
        )
    ada.get(EXPORT)

    with django_assert_num_queries(2):  # the session, and the list
        assert len(ada.get(EXPORT).json()["results"]) == count


def test_the_owner_gets_a_mail_without_an_address_of_the_file(ada, mail):
    asked(ada)
    [sent] = mail.sent()

    row = Archive.objects.get()
    assert (sent.to, sent.subject) == ("ada@kith.test", "Your data is ready")
    for part in (sent.text, sent.html):
        assert "24 hours" in part
        assert row.file_id.hex not in part
        assert "signature" not in part


def test_an_address_is_signed_for_five_minutes_and_never_beyond_the_day(ada, run_jobs):
    asked(ada)
    run_jobs()

    def ends() -> float:
        return float(parse_qs(urlsplit(shown(ada)["url"]).query)["expires"][0]) - timezone.now().timestamp()

    assert 298 <= ends() <= 300
    age(DAY, expires_at=timezone.now() + timedelta(seconds=30))
    assert 28 <= ends() <= 30


def test_an_export_is_over_after_a_day_whenever_the_worker_comes(ada, run_jobs, settings):
    asked(ada)
    run_jobs()
    age(DAY, expires_at=timezone.now())

    assert (shown(ada)["state"], shown(ada)["url"]) == ("expired", None)
    assert len(files_in(settings.EXPORT_DIR)) == 1

    archives_expire()
    run_jobs()
    assert (shown(ada)["state"], files_in(settings.EXPORT_DIR)) == ("expired", [])
    assert (Archive.objects.get().closed_at is not None, ArchiveMember.objects.count()) == (True, 0)


@pytest.mark.parametrize("steps", [0, 1, 4, 20])
def test_nothing_is_left_of_an_export_when_its_account_is_deleted(ada, run_jobs, settings, steps):
    asked(ada)
    for _ in range(steps):
        if Job.objects.exists():
            step()

    archives_forget(account_id=ada.account.id)
    archives_forget(account_id=ada.account.id)
    run_jobs()

    assert (Archive.objects.count(), ArchiveMember.objects.count(), Job.objects.count()) == (0, 0, 0)
    assert files_in(settings.EXPORT_DIR) == []


def test_only_the_service_may_list_the_folder(ada, run_jobs, settings):
    asked(ada)
    run_jobs()

    [file] = files_in(settings.EXPORT_DIR)
    assert [oct(path.stat().st_mode & 0o777) for path in (file.parent, file)] == ["0o711", "0o644"]
