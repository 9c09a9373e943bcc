"""Bodies with files, as multipart/form-data: files go to disk as they arrive, and everything is bounded."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, DataAndFiles

MULTIPART = "multipart/form-data"


class Form(dict[str, Any]):
    """The fields of a multipart body: texts and files. A list or an object is sent as a text of JSON."""

    def copy(self) -> "Form":
        """Return a copy that still is a form."""
        return Form(self)

    def update(self, files: MultiValueDict) -> None:  # type: ignore[override]
        """Add files, as DRF does: dict's own way would take the lists that a MultiValueDict keeps."""
        for name in files:
            self[name] = files[name]


class MultipartParser(BaseParser):
    """Reads a body of at most MAX_UPLOAD_BYTES whose length is known; each name may occur once.

    Files are deleted when the request has been answered. Refused with 413: too many bytes, also of texts. With 400: a
    body that is cut off or is none, and more than settings allow of fields and files. With 415: a content encoding.
    """

    media_type = MULTIPART

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> DataAndFiles:
        """Return texts and files. Raises ParseError, UnsupportedMediaType or RequestDataTooBig."""
        meta = parser_context["request"].META
        if meta.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
            raise UnsupportedMediaType(media_type or "")
        if int(meta.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig
        handler = _ToDisk()
        try:
            texts, files = MultiPartParser(meta, stream, [handler], "utf-8").parse()
        except MultiPartParserError as error:
            raise ParseError from error
        except RequestDataTooBig:
            handler.upload_interrupted()
            raise
        return DataAndFiles(Form(_once(texts, files)), files)


class _ToDisk(TemporaryFileUploadHandler):
    """Writes files to disk, and ends at the first that is larger than a file may be."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk. Raises RequestDataTooBig."""
        if start + len(raw_data) > settings.MAX_FILE_BYTES:
            raise RequestDataTooBig
        super().receive_data_chunk(raw_data, start)


def _once(texts: MultiValueDict, files: MultiValueDict) -> dict[str, str]:
    """Return the texts by name. Raises ParseError for a name that occurs twice."""
    names = [name for part in (texts, files) for name, values in part.lists() for _ in values]
    if len(names) != len(set(names)):
        raise ParseError
    return {name: str(texts[name]) for name in texts}
