"""Where the files of pictures are: a folder or a bucket; and what is left of them when a process dies."""

import os
import runpy
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import default_storage, storages
from django.db import transaction
from moto import mock_aws
from storages.backends.s3 import S3Storage

import media.settings
from chassis.errors import Unavailable
from chassis.ids import uuid7
from chassis.transient import PASSING_FAULTS
from media.checking import picture_encode
from media.models import Picture
from media.services import picture_delete, picture_discard, picture_store, picture_use
from media.shapes import AVATAR
from media.testing.pictures import content, pixels, stored, uploaded  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
SIZES = ("large", "medium", "small")


def keep() -> Picture:
    with uploaded(content(pixels()), "image/png") as file:
        encoded = picture_encode(file=file, shape=AVATAR, field="avatar")
    return picture_store(owner_id=uuid7(), encoded=encoded)


def discard(picture: Picture) -> None:
    with transaction.atomic():
        picture_discard(picture.id)


@pytest.fixture
def bucket(settings, monkeypatch):
    """A bucket, and the settings of a service that uses it."""
    options = {"bucket_name": "pictures", "region_name": "us-east-1", "access_key": "key", "secret_key": "secret"}
    more = {"file_overwrite": True, "object_parameters": {"CacheControl": "public", "ContentDisposition": "inline"}}
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret")
        client.create_bucket(Bucket="pictures")
        backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | more}
        settings.STORAGES = {"default": backend}
        yield client


def names_in(bucket) -> list[str]:
    return [each["Key"] for each in bucket.list_objects_v2(Bucket="pictures").get("Contents", [])]


def test_no_folder_is_left_of_a_deleted_picture(stored, settings, run_jobs):  # noqa: F811
    picture = keep()
    folder = Path(settings.MEDIA_ROOT) / picture.path
    assert folder.is_dir()

    discard(picture)
    run_jobs()
    picture_delete(str(picture.id), {})

    assert not folder.exists()


def test_a_bucket_keeps_pictures_in_place_of_a_folder(bucket, run_jobs):
    picture = keep()

    assert names_in(bucket) == [f"{picture.path}/{size}.webp" for size in SIZES]
    kept = bucket.get_object(Bucket="pictures", Key=f"{picture.path}/small.webp")
    assert (kept["ContentType"], kept["CacheControl"], kept["ContentDisposition"]) == ("image/webp", "public", "inline")
    assert kept["Body"].read()[8:12] == b"WEBP"

    discard(picture)
    assert run_jobs() == 1
    assert (names_in(bucket), Picture.objects.count()) == ([], 0)


def test_a_bucket_that_refuses_is_an_outage(bucket):
    bucket.delete_bucket(Bucket="pictures")

    with pytest.raises(Unavailable):
        keep()


def test_a_bucket_that_cannot_be_reached_delays_the_deletion_of_pictures(bucket, settings):
    settings.STORAGES["default"]["OPTIONS"]["endpoint_url"] = "http://127.0.0.1:9"
    settings.STORAGES = dict(settings.STORAGES)

    with pytest.raises(PASSING_FAULTS):
        picture_delete(str(uuid7()), {})


def test_a_bucket_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setenv("MEDIA_BUCKET", "pictures")
    options = runpy.run_path(media.settings.__file__)["STORAGES"]["default"]["OPTIONS"]
    config = S3Storage(**options | {"region_name": "us-east-1"}).connection.meta.client.meta.config

    assert (config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]) == (2, 5, 2)


@pytest.mark.parametrize("times", [1, 2])
def test_files_are_deleted_after_the_commit_and_repeating_it_is_harmless(stored, run_jobs, times):  # noqa: F811
    picture = keep()
    picture_use(picture.id)

    discard(picture)
    assert len(stored()) == 3

    for _ in range(times):
        picture_delete(str(picture.id), {})
    run_jobs()
    assert (stored(), Picture.objects.count()) == ([], 0)


def test_a_change_that_is_rolled_back_deletes_nothing(stored, run_jobs):  # noqa: F811
    picture = keep()
    picture_use(picture.id)

    with transaction.atomic():
        picture_discard(picture.id)
        transaction.set_rollback(True)

    assert run_jobs() == 0
    assert (len(stored()), Picture.objects.get().state) == (3, "kept")


def test_a_picture_that_was_swept_away_cannot_be_used(stored):  # noqa: F811
    picture = keep()
    discard(picture)

    with pytest.raises(Unavailable):
        picture_use(picture.id)


def test_G22_a_folder_that_takes_no_file_is_an_outage(settings):
    settings.MEDIA_ROOT = "/proc/nowhere"

    with pytest.raises(Unavailable):
        keep()


def test_the_folder_may_be_read_by_nginx_and_written_by_the_service_alone(stored, tmp_path):  # noqa: F811
    picture = keep()

    folder = tmp_path / picture.path
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "small.webp")] == ["0o755", "0o644"]
    assert default_storage is not None
    assert os.access(folder, os.X_OK)
    assert storages["default"].exists(f"{picture.path}/small.webp")
