"""Where a service keeps its pictures: a folder that nginx serves, or a bucket; a service's settings take this over."""

from typing import Any

from runtime.env import env

MEDIA_BUCKET = env("MEDIA_BUCKET", default="")
MEDIA_ROOT = "" if MEDIA_BUCKET else env("MEDIA_DIR")
FILE_UPLOAD_TEMP_DIR = env("UPLOAD_DIR", default="") or None
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755

_local: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_bucket: dict[str, Any] = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": MEDIA_BUCKET,
        "endpoint_url": env("MEDIA_BUCKET_URL", default="") or None,
        "region_name": env("MEDIA_BUCKET_REGION", default="") or None,
        "access_key": env("MEDIA_BUCKET_KEY", default="") or None,
        "secret_key": env("MEDIA_BUCKET_SECRET", default="") or None,
        "file_overwrite": True,
        "object_parameters": {
            "CacheControl": "public, max-age=31536000, immutable",
            "ContentDisposition": "inline",
        },
    },
}
if MEDIA_BUCKET:
    from botocore.config import Config  # type: ignore[import-untyped]

    # Botocore waits a minute for each of five attempts: as long a request, or the worker, would wait for a bucket that
    # does not answer.
    _bucket["OPTIONS"]["client_config"] = Config(
        connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2, "mode": "standard"}
    )
STORAGES = {"default": _bucket if MEDIA_BUCKET else _local}
