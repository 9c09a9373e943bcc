"""A backend that keeps each mail as a file, for machines without a mail server; ``make mail`` shows them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from chassis.ids import uuid7


class Folder(BaseEmailBackend):
    """Writes mails into EMAIL_FILE_PATH, in names that sort by time; a file is whole as soon as it has its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        """Write each mail; return how many. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{uuid7()}.eml"
            draft = self._folder / f".{name}"
            draft.touch(mode=0o600)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(self._folder / name)
        return len(email_messages)
