"""The mails that a stack on this machine has sent."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.e2e.waiting import eventually

TOKEN = re.compile(r"#token=([\w-]+)")


@dataclass(frozen=True)
class Mailbox:
    """The folder that the auth service writes mails into."""

    folder: Path

    def newest(self, to: str, subject: str) -> EmailMessage:
        """Wait for a mail to an address with a subject; return the newest."""
        return eventually(lambda: self._newest(to, subject), within=15)

    def tokens(self, to: str, subject: str, *, count: int) -> list[str]:
        """Wait for so many mails to an address with a subject; return the tokens in their links."""
        return eventually(lambda: self._tokens(to, subject, count), within=30)

    def _tokens(self, to: str, subject: str, count: int) -> list[str]:
        found = [token_in(mail) for mail in self._all(to, subject)]
        assert len(found) >= count, f"{len(found)} mails to {to}"
        return found

    def token(self, to: str, subject: str) -> str:
        """Return the token in the link of that mail."""
        return token_in(self.newest(to, subject))

    def _newest(self, to: str, subject: str) -> EmailMessage:
        for mail in self._all(to, subject):
            return mail
        raise AssertionError(f"no mail to {to}: {subject}")

    def _all(self, to: str, subject: str) -> Iterator[EmailMessage]:
        for file in sorted(self.folder.glob("[!.]*.eml"), reverse=True)[:200]:
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if (mail["To"], mail["Subject"]) == (to, subject):
                yield mail


def token_in(mail: EmailMessage) -> str:
    """Return the token in the link of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = TOKEN.search(body.get_content())
    assert found
    return found[1]
