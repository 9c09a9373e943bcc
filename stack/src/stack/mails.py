"""The mails that Kith has sent on this machine: `make mail`."""

import email.policy
from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from stack.console import console
from stack.errors import StackError
from stack.layout import Layout

LISTED = 20


def show(layout: Layout, *, number: int = 1, to: str = "", about: str = "") -> None:
    """List the newest mails and print the text of one; 1 is the newest. Raises StackError when there is none."""
    mails = list(islice(_newest(layout.mail, to, about), max(LISTED, number)))
    if not mails:
        whose = f" to an address with {to!r} in it" if to else ""
        whose += f" with {about!r} in its subject" if about else ""
        raise StackError(f"There is no mail{whose} in {layout.mail}. If MAIL_URL is set, mails go to that server.")
    if not 1 <= number <= len(mails):
        raise StackError(f"There is no mail {number}: choose 1, the newest, to {len(mails)}.")
    table = Table("", "sent (UTC)", "to", "subject", box=None, pad_edge=True)
    for place, mail in enumerate(mails[:LISTED], start=1):
        table.add_row(str(place), _sent_at(mail), *(escape(str(mail[name])) for name in ("To", "Subject")))
    console.print(table)
    console.rule(f"mail {number}")
    print(_text(mails[number - 1]))


def _newest(folder: Path, to: str, about: str) -> Iterator[EmailMessage]:
    """Return the mails with ``to`` in the address and ``about`` in the subject; names of files sort by time."""
    parser: BytesParser[EmailMessage] = BytesParser(policy=email.policy.default)
    for file in sorted(folder.glob("[!.]*.eml"), reverse=True):
        mail = parser.parsebytes(file.read_bytes())
        if _contains(mail["To"], to) and _contains(mail["Subject"], about):
            yield mail


def _contains(header: str, text: str) -> bool:
    return text.lower() in str(header).lower()


def _sent_at(mail: EmailMessage) -> str:
    """Return when a mail was sent, to the second."""
    return f"{mail['Date'].datetime.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _text(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()).strip() if body else ""
