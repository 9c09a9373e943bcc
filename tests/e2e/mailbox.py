"""The mails that a stack on this machine has sent."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.e2e.waiting import eventually

TOKEN = re.compile(r"\?token=([\w-]+)")


@dataclass(frozen=True)
class Mailbox:
    """The folder that the auth service writes mails into."""

    folder: Path

    def newest(self, to: str, subject: str) -> EmailMessage:
        """Wait for a mail to an address with a subject; return the newest."""
        return eventually(lambda: self._newest(to, subject), within=15)

    def token(self, to: str, subject: str) -> str:
        """Return the token in the link of that mail."""
        body = self.newest(to, subject).get_body(("plain",))
        assert body is not None
        found = TOKEN.search(body.get_content())
        assert found
        return found[1]

    def _newest(self, to: str, subject: str) -> EmailMessage:
        for file in sorted(self.folder.glob("*.eml"), reverse=True)[:200]:
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if (mail["To"], mail["Subject"]) == (to, subject):
                return mail
        raise AssertionError(f"no mail to {to}: {subject}")
