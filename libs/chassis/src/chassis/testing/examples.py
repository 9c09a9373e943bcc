"""Examples of the API document: a test of each service records what it sends and gets, and compares it with the file.

``KITH_EXAMPLES=1 pytest tests/test_examples.py`` in a service's folder writes ``examples.json``; without the variable
the test fails where the service answers something else than the file says. ``make check`` fails where an operation has
no example (``stack.api_document``).
"""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

SECRET = {"access", "refresh", "token", "n", "kid", "secret", "otpauth_uri", "recovery_codes", "code"}
"""Fields whose values are not repeated."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")
"""A time that a clock gave; those of the tests' own data have no fractions, and stay."""
CURSOR = re.compile(r"(?<=cursor=)[\w-]+")
SIGNED = re.compile(r"(?<=until=)\d+(&signature=)[\w-]+")
"""The end of an address that works for some minutes."""
FORM = "--BoUnDaRyStRiNg"
"""How the forms of Django's test client begin."""
DAY_ONE = datetime(2026, 1, 15, 12, tzinfo=UTC)

Example = dict[str, Any]


class Examples:
    """Records requests that succeed. Ids, times, cursors and secrets are replaced, so each run records the same."""

    def __init__(self) -> None:
        self.found: dict[str, Example] = {}
        self.ids: dict[str, str] = {}

    def watch(self, client: Any) -> Any:
        """Return the client, whose requests are recorded from now on; the first of each operation and status stays."""
        client.examples = self
        return client

    def record(self, where: str, sent: Any, response: Any) -> None:
        """Keep the body of a request and its answer, unless it was refused."""
        name = f"{where} {response.status_code}"
        if response.status_code < 300 and name not in self.found:
            request = _form(sent) if sent[:1] in (b"-", "-") else sent
            self.found[name] = {"request": self._shown(request), "answer": self._shown(response.content)}

    def _shown(self, content: bytes | str) -> Any:
        if not content:
            return None
        text = content.decode() if isinstance(content, bytes) else content
        text = UUID.sub(self._id, TIME.sub(_time, CURSOR.sub("opaque", SIGNED.sub(r"1768479000\1opaque", text))))
        return _without_secrets(json.loads(text))

    def _id(self, found: re.Match[str]) -> str:
        return self.ids.setdefault(found[0], f"0198f3a0-0000-7000-8000-{len(self.ids) + 1:012}")


def _form(sent: bytes) -> str:
    """Return the fields of a form as JSON; a file is "…"."""
    head = f'Content-Type: multipart/form-data; boundary="{FORM.removeprefix("--")}"\r\n\r\n'
    fields = {}
    for part in message_from_bytes(head.encode() + sent).walk():
        if name := part.get_param("name", header="content-disposition"):
            fields[str(name)] = "…" if part.get_filename() else str(part.get_payload())
    return json.dumps(fields)


def _time(found: re.Match[str]) -> str:
    """Return the time as if today was the first day, to the day."""
    days = round((datetime.fromisoformat(found[0]) - datetime.now(UTC)) / timedelta(days=1))
    return f"{DAY_ONE + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _hidden(each) if name in SECRET else _without_secrets(each) for name, each in value.items()}


def _hidden(secret: Any) -> Any:
    return ["…"] * len(secret) if isinstance(secret, list) else "…"


def check(found: dict[str, Example], path: Path) -> None:
    """Compare what was recorded with the file, or write the file. Raises AssertionError where they differ."""
    if os.environ.get("KITH_EXAMPLES"):
        path.write_text(json.dumps(dict(sorted(found.items())), indent=1, ensure_ascii=False) + "\n")
    known = json.loads(path.read_text())
    assert known == found, "KITH_EXAMPLES=1 records what the service answers now; then run `make schemas`"
