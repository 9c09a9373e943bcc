"""Files of uploads that a killed process has left are deleted, and no others."""

import os
import time

from django.core.files.uploadedfile import TemporaryUploadedFile

from chassis.running.upload_sweeping import uploads_sweep

HOURS = 3600


def test_an_old_file_is_deleted_and_one_that_is_arriving_is_not(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with (
        TemporaryUploadedFile("left.png", "image/png", 0, None) as left,
        TemporaryUploadedFile("arriving.png", "image/png", 0, None) as arriving,
    ):
        lock = tmp_path / "profiles-encoder.lock"
        lock.touch()
        for path in (left.temporary_file_path(), lock):
            os.utime(path, (time.time() - 2 * HOURS,) * 2)

        uploads_sweep()
        uploads_sweep()

        assert sorted(tmp_path.iterdir()) == sorted([lock, tmp_path / os.path.basename(arriving.temporary_file_path())])


def test_without_a_folder_of_its_own_a_service_deletes_nothing(settings):
    settings.FILE_UPLOAD_TEMP_DIR = None

    uploads_sweep()


def test_a_file_that_cannot_be_deleted_ends_no_worker(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    stuck = tmp_path / "left.upload"
    stuck.mkdir()
    os.utime(stuck, (0, 0))

    uploads_sweep()

    assert stuck.exists()
