"""Bodies with files, as multipart/form-data: files go to disk as they arrive, and everything is bounded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousMultipartForm
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ErrorDetail, ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser, DataAndFiles

from chassis.errors import FileTooLarge, Unavailable
from chassis.http.file_names import NAMELESS, safe_name
from chassis.http.parsers import CHARSET, UTF_8

MULTIPART = "multipart/form-data"
MAX_NAME_LENGTH = 100
"""How much of a name an answer repeats."""
EPILOGUE = 10
"""How many bytes after the closing delimiter are looked at: two hyphens and line breaks."""
LATIN_1 = "latin-1"
"""Django replaces bytes that are not valid in the encoding that it is given; in this one every byte is valid."""


class Form(dict[str, Any]):
    """The fields of a multipart body: texts and files. A list or an object is sent as a text of JSON.

    Several files of one name are a list, where the parser allows that.
    """

    def copy(self) -> "Form":
        """Return a copy that still is a form."""
        return Form(self)

    def update(self, files: MultiValueDict) -> None:  # type: ignore[override]
        """Add files, as DRF does: dict's own way would take the lists that a MultiValueDict keeps."""
        for name, found in files.lists():
            self[name] = found if len(found) > 1 else found[0]


class MultipartParser(BaseParser):
    """Reads a body in UTF-8 of at most MAX_UPLOAD_BYTES whose length is known; each name may occur once.

    Only files of the names in ``repeatable`` may be several.

    Files are deleted when the request has been answered. Refused with 413: too many bytes, also of texts. With 400: a
    body that is cut off or is none, texts that are no UTF-8, a name that occurs twice, and more than settings allow of
    fields and files. With 415: any other charset or a content encoding. With 503: files that the disk does not take.
    """

    media_type = MULTIPART
    accepts = f"a form in UTF-8 as {MULTIPART}"
    readable = "a whole form"
    repeatable: ClassVar[frozenset[str]] = frozenset()
    too_heavy: ClassVar[str] = "picture_too_heavy"
    """The code of the fault of a file with too many bytes: another one where it need not be a picture."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> DataAndFiles:
        """Return texts and files.

        Raises ParseError, ValidationError, UnsupportedMediaType, RequestDataTooBig, FileTooLarge and Unavailable.
        """
        meta = parser_context["request"].META
        content_type = meta.get("CONTENT_TYPE", "")
        charset = CHARSET.search(content_type)
        if meta.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity" or (
            charset and charset[1].lower() not in UTF_8
        ):
            raise UnsupportedMediaType(media_type or "")
        if int(meta.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig
        return _parsed(meta, _Parts(stream, _boundary(content_type)), self)


def _boundary(content_type: str) -> bytes:
    """Return what separates the parts. Raises ParseError when there is none, or more than one."""
    if content_type.lower().count("boundary=") != 1:
        raise ParseError
    _, options = parse_header_parameters(content_type)
    return str(options.get("boundary", "")).encode()


def _parsed(meta: Any, parts: "_Parts", form: MultipartParser) -> DataAndFiles:
    """Return the texts and files of a body; the files of one that is refused are deleted at once."""
    handler = _ToDisk(form.too_heavy)
    try:
        texts, files = _Reader(meta, parts, [handler], LATIN_1).parse()  # type: ignore[arg-type]  # it only reads
        parts.check_end()
        return _once(texts, files, form.repeatable)
    except (MultiPartParserError, SuspiciousMultipartForm, UnicodeError) as error:
        handler.discard()
        raise ParseError from error
    except Exception:
        handler.discard()
        raise


class _Parts:
    """The stream of a body, which counts its delimiters as it is read.

    Django ignores a part that it cannot name, however many there are, and takes a body that was cut off as whole.
    """

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._delimiter = b"--" + boundary
        self._most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1
        self._count = 0
        self._end = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises ParseError at the first part beyond the limit."""
        data: bytes = self._stream.read(size)
        seen = self._end + data
        self._count += seen.count(self._delimiter) - self._end.count(self._delimiter)
        if self._count > self._most:
            raise ParseError
        self._end = seen[-len(self._delimiter) - EPILOGUE :]
        return data

    def check_end(self) -> None:
        """Raise ParseError unless the body ends with the closing delimiter, which line breaks may follow."""
        if not self._end.rstrip(b"\r\n").endswith(self._delimiter + b"--"):
            raise ParseError


class _Reader(MultiPartParser):
    """Django's parser; it ignores a file whose name it does not like, so each gets a safe one."""

    def sanitize_file_name(self, file_name: str) -> str:
        """Return a safe name."""
        try:
            return safe_name(_utf_8(file_name))
        except UnicodeEncodeError:  # it came with its encoding (RFC 8187), and is decoded already
            return safe_name(file_name)
        except UnicodeDecodeError:
            return NAMELESS


class _ToDisk(TemporaryFileUploadHandler):
    """Writes files to disk, and ends at the first that is larger than a file may be."""

    def __init__(self, too_heavy: str) -> None:
        super().__init__()
        self._too_heavy = too_heavy
        self._made: list[UploadedFile] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        with _space():
            super().new_file(*args, **kwargs)
        self._made.append(self.file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk. Raises FileTooLarge and Unavailable."""
        if start + len(raw_data) > settings.MAX_FILE_BYTES:
            raise FileTooLarge(self.field_name, settings.MAX_FILE_BYTES, self._too_heavy)
        with _space():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Write what is buffered, and return the file. Raises Unavailable."""
        with _space():
            return super().file_complete(file_size)

    def discard(self) -> None:
        """Delete all files, also those that cannot be written to the end."""
        for file in self._made:
            with suppress(OSError):
                file.close()


@contextmanager
def _space() -> Iterator[None]:
    """Raise Unavailable where the disk takes no file, most of all because it is full."""
    try:
        yield
    except OSError as error:
        raise Unavailable(retry_after_seconds=30) from error


def _once(texts: MultiValueDict, files: MultiValueDict, repeatable: frozenset[str]) -> DataAndFiles:
    """Return texts and files by name; files of ``repeatable`` names may be several.

    Raises ValidationError for another name that occurs twice, and UnicodeError for no UTF-8.
    """
    single = [name for name, values in files.lists() for _ in (values[:1] if name in repeatable else values)]
    names = Counter(single + [name for name, values in texts.lists() for _ in values])
    if repeated := [name for name, number in names.items() if number > 1]:
        fault = ErrorDetail("Send it once: files, or one text; a list is a text of JSON.", "repeated")
        raise ValidationError({_utf_8(repeated[0])[:MAX_NAME_LENGTH]: [fault]})
    form = Form({_utf_8(name): _utf_8(str(texts[name])) for name in texts})
    return DataAndFiles(form, MultiValueDict({_utf_8(name): found for name, found in files.lists()}))


def _utf_8(text: str) -> str:
    """Return what bytes that were read as LATIN_1 say in UTF-8. Raises UnicodeError."""
    return text.encode(LATIN_1).decode()
