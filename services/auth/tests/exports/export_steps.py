"""Asking for an export, working at it step by step, and reading what came of it."""

from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from django.utils import timezone
from factories import PASSWORD

from accounts.archive_files import path_of
from accounts.models import Archive
from chassis.jobs.models import Job
from chassis.jobs.runner import run_step
from chassis.jobs.steps import claim

EXPORT = "/api/v1/auth/export/"
DAY = timedelta(hours=24)


def ask(client, password=PASSWORD):
    return client.post(EXPORT, {"password": password}, format="json")


def asked(client) -> dict:
    response = ask(client)
    assert response.status_code == 202, response.json()
    return response.json()


def shown(client) -> dict:
    [only] = client.get(EXPORT).json()["results"]
    return only


def step() -> None:
    """Do what the worker does with the job that is due next, whenever that is."""
    Job.objects.update(next_attempt_at=timezone.now())
    run_step(claim())


def age(duration: timedelta, **columns: datetime) -> None:
    Archive.objects.update(created_at=timezone.now() - duration, **columns)


def opened() -> ZipFile:
    return ZipFile(path_of(Archive.objects.get().file_id))


def files_in(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]
