"""Django's backend for SMTP, with one deadline for a mail and an exception for a mail that may have arrived.

A worker has a limited time for a step. A mail whose sending takes longer would be sent, and then sent again.
"""

import time
from smtplib import SMTP, SMTP_SSL, SMTPServerDisconnected
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

TOTAL_SECONDS = 9.0
"""From connecting to the answer to the text; with what the step needs besides, below its deadline for the database."""
LEAST_SECONDS = 0.01
"""What is left of the time for a command when there is none: for leaving the server politely."""


class TextUnanswered(SMTPServerDisconnected):
    """The server got the whole text and did not say whether it takes the mail."""


class _WithDeadline:
    """To be mixed into a connection of smtplib."""

    timeout: float
    sock: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._ends_at = time.monotonic() + TOTAL_SECONDS
        self._has_sent_text = False
        super().__init__(*args, **kwargs)

    def send(self, s: bytes | str) -> None:
        """Send a command, or the text, which is bytes."""
        self._limit(self.timeout)
        super().send(s)  # type: ignore[misc]
        self._has_sent_text = isinstance(s, bytes)

    def getreply(self) -> tuple[int, bytes]:
        """Return the answer. To the text it may take as long as there is time. Raises TextUnanswered."""
        self._limit(TOTAL_SECONDS if self._has_sent_text else self.timeout)
        try:
            return super().getreply()  # type: ignore[misc]
        except SMTPServerDisconnected:
            if self._has_sent_text:
                raise TextUnanswered from None
            raise

    def _limit(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(max(LEAST_SECONDS, min(seconds, self._ends_at - time.monotonic())))


class _Plain(_WithDeadline, SMTP):
    pass


class _Tls(_WithDeadline, SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Sends mails over connections with a deadline."""

    @property
    def connection_class(self) -> type[SMTP]:
        """Return the class of the connections, with or without TLS."""
        return _Tls if self.use_ssl else _Plain
