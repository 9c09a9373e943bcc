"""Exports while a service, a file or the disk is at fault: delayed, made again, or given up."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from export_steps import age, ask, asked, files_in, opened, shown, step

from accounts import archive_files, archive_sources
from accounts.archive_files import path_of
from accounts.models import Archive, ArchiveMember
from accounts.services import archive_parts
from accounts.services.archive_ends import archives_forget, files_sweep
from chassis.jobs.models import Job
from chassis.jobs.runner import run_step
from chassis.jobs.steps import claim
from runtime.waiting import wait_until

pytestmark = pytest.mark.django_db


def test_a_service_that_is_away_delays_an_export(ada, run_jobs, profiles):
    asked(ada)
    profiles.status = 500
    step(), step()

    assert shown(ada)["state"] == "running"
    assert 0 < (Job.objects.get().next_attempt_at - timezone.now()).total_seconds() <= 60

    profiles.status = 200
    Job.objects.update(next_attempt_at=timezone.now())
    run_jobs()
    assert shown(ada)["state"] == "ready"


def test_a_service_that_is_away_is_asked_once_in_a_step(ada, profiles):
    asked(ada)
    profiles.status = 503
    step()

    step()

    assert profiles.asked == ["/internal/personal-data/"]


def test_a_service_that_does_not_answer_is_not_called_for_a_while(ada, settings, monkeypatch):
    monkeypatch.setattr(archive_sources, "TIMEOUT_SECONDS", 1.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.SERVICE_URLS = {"profiles": f"http://127.0.0.1:{deaf.getsockname()[1]}"}
        asked(ada)
        step(), step()
        deaf.accept()[0].close()

        step()

        deaf.setblocking(False)
        with pytest.raises(BlockingIOError):
            deaf.accept()
    assert shown(ada)["state"] == "running"


def test_an_export_is_given_up_after_six_hours(ada, run_jobs, profiles, settings):
    asked(ada)
    profiles.status = 503
    step()
    age(timedelta(hours=6, seconds=1))

    step()
    run_jobs()

    assert (shown(ada)["state"], shown(ada)["url"]) == ("failed", None)
    assert files_in(settings.EXPORT_DIR) == []
    assert ask(ada).json()["state"] == "queued"


def test_a_part_that_comes_after_the_end_is_not_written(ada, posts, settings, run_jobs):
    asked(ada)
    step(), step(), step()
    job = claim()

    archives_forget(account_id=ada.account.id)
    run_step(job)
    run_jobs()

    assert (files_in(settings.EXPORT_DIR), Archive.objects.count()) == ([], 0)


def test_a_file_that_was_lost_is_made_again(ada, run_jobs):
    asked(ada)
    for _ in range(4):
        step()
    path_of(Archive.objects.get().file_id).unlink()

    run_jobs()

    with opened() as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 5


def test_an_export_waits_for_space_on_the_disk(ada, run_jobs, monkeypatch):
    asked(ada)
    monkeypatch.setattr(archive_files, "FREE_BYTES", 10**18)
    step()
    assert Job.objects.get().state == {}

    monkeypatch.undo()
    Job.objects.update(next_attempt_at=timezone.now())
    run_jobs()
    assert shown(ada)["state"] == "ready"


def test_an_export_that_is_too_large_fails(ada, run_jobs, monkeypatch, settings):
    monkeypatch.setattr(archive_parts, "MAX_BYTES", 300)
    asked(ada)

    run_jobs()

    assert (shown(ada)["state"], files_in(settings.EXPORT_DIR)) == ("failed", [])


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "..", ".x", "x.", "", "é"])
def test_names_that_could_leave_the_folder_are_refused(ada, posts, name, settings):
    posts.collections, posts.files = {}, {name: b"x"}
    asked(ada)

    wait_until(lambda: step() or shown(ada)["progress"]["done"] == 1, what="profiles is not done", seconds=30)

    assert shown(ada)["state"] == "running"
    assert set(ArchiveMember.objects.values_list("name", flat=True)) == {
        "profiles/profile.json",
        "profiles/files/avatar.webp",
    }


def test_a_collection_with_a_bad_name_is_refused(ada, posts):
    posts.collections = {"../posts": []}
    asked(ada)

    for _ in range(8):
        step()

    assert shown(ada)["progress"]["done"] == 1


def test_files_that_belong_to_no_row_are_deleted_after_36_hours(ada, run_jobs, settings, monkeypatch):
    asked(ada)
    run_jobs()
    [mine] = files_in(settings.EXPORT_DIR)
    lost = mine.with_name("0" * 32 + ".zip")
    lost.write_bytes(b"x")
    files_sweep()
    assert lost.exists()

    monkeypatch.setattr(archive_files.time, "time", lambda: timezone.now().timestamp() + 37 * 3600)
    mine.touch()
    archive_files.os.utime(mine, (timezone.now().timestamp() + 14 * 3600,) * 2)
    files_sweep()

    assert files_in(settings.EXPORT_DIR) == [mine]


def test_an_old_file_that_cannot_be_deleted_ends_no_worker(settings):
    stuck = Path(settings.EXPORT_DIR) / "aa" / "folder.zip"
    stuck.mkdir(parents=True)
    archive_files.os.utime(stuck, (0, 0))

    files_sweep()

    assert stuck.exists()
