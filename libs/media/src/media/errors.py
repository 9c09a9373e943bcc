"""Why a picture or a document is refused."""

from chassis.errors import DomainError


class PictureRefused(DomainError):
    """A file that was sent as a picture is not kept."""

    sentence = ""

    def __init__(self, field: str) -> None:
        """Name the field that the file came in."""
        super().__init__(self.sentence, errors=[{"field": field, "code": self.code, "detail": self.sentence}])


class PictureNotSupported(PictureRefused):
    """The file is of no format that is accepted, or of another one than the client says."""

    code = "picture_not_supported"
    status = 415
    sentence = "Send a JPEG, PNG, WebP or GIF, and name it as what it is."


class PictureDamaged(PictureRefused):
    """The file cannot be decoded."""

    code = "picture_damaged"
    status = 400
    sentence = "The picture cannot be decoded: it is incomplete or damaged."


class PictureTooLarge(PictureRefused):
    """The picture has too many pixels or frames, or takes too much to decode."""

    code = "picture_too_large"
    status = 400
    sentence = "A picture may have 40 megapixels, 16,384 pixels on a side and 500 frames at most."


class PictureTooHeavy(PictureRefused):
    """The file has too many bytes."""

    code = "picture_too_heavy"
    status = 413
    sentence = "A picture may have 10 MB at most."


class FileTooHeavy(PictureRefused):
    """A file that is no picture has too many bytes."""

    code = "file_too_heavy"
    status = 413
    sentence = "A file may have 10 MB at most."


class FileNotSupported(PictureRefused):
    """The file is of no type that is accepted, or of another one than the client says."""

    code = "file_not_supported"
    status = 415
    sentence = "Send a JPEG, PNG, WebP, GIF, PDF, ZIP or plain text in UTF-8, and name it as what it is."


class FileDamaged(PictureRefused):
    """The file is empty, or an archive that cannot be opened."""

    code = "file_damaged"
    status = 400
    sentence = "The file is empty, incomplete or damaged."


OF_PICTURES = (PictureDamaged, PictureNotSupported, PictureTooHeavy, PictureTooLarge)
"""What an operation that takes a picture refuses when nothing else is wrong with the body."""
OF_UPLOADS = (FileDamaged, FileNotSupported, FileTooHeavy, PictureDamaged, PictureTooHeavy, PictureTooLarge)
"""Likewise of one that takes a picture or a document."""
