"""Small pictures, as files that a client sends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image


def pixels(width: int = 40, height: int = 30, colour: str = "red") -> Image.Image:
    """Return a picture of one colour."""
    return Image.new("RGB", (width, height), colour)


def content(image: Image.Image, name: str = "PNG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def upload(body: bytes, media_type: str = "image/png", name: str = "a picture.png") -> SimpleUploadedFile:
    """Return a part of a form for Django's test client."""
    return SimpleUploadedFile(name, body, content_type=media_type)


@contextmanager
def uploaded(body: bytes, media_type: str, name: str = "a.png") -> Iterator[TemporaryUploadedFile]:
    """Return a file as a parser hands it over: on disk."""
    with TemporaryUploadedFile(name, media_type, len(body), None) as file:
        file.write(body)
        file.flush()
        yield file


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """Keep pictures in an empty folder; return a function that lists the names of the files in it."""
    settings.MEDIA_ROOT = str(tmp_path)
    return lambda: sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
