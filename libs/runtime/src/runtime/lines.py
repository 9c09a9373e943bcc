"""Log lines as JSON, without secrets; only from the standard library, because gunicorn's arbiter uses it."""

import json
import logging
import re
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from runtime.output import LineWriter

SECRETS = re.compile(
    r"eyJ[\w-]{5,}\.[\w.-]+"  # JSON Web Tokens
    r"|(?i:\b(?:bearer|token|basic)\s+)[\w.~+/=-]{8,}"  # Authorization headers
    r"|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|(?<=/)@[\w.%+-]+"  # usernames in paths
    r"|\?[\w.~%-]+=\S*"  # query strings
    r"|(?<=://)[^\s:/@]*:[^\s/@]+(?=@)"  # user and password in a URL
)
# PostgreSQL quotes the row and the statement in these.
QUOTED_ROWS = re.compile(r"\b(DETAIL|CONTEXT|HINT|LINE \d+):.*")


def scrub(text: str) -> str:
    """Return the text without what must not be in a log: tokens, passwords, mail addresses, rows of tables."""
    if " " not in text and "@" not in text and "?" not in text and "eyJ" not in text:
        return text  # no pattern of a secret matches, as in most fields
    return QUOTED_ROWS.sub(r"\1: …", SECRETS.sub("…", text))


class Formatter(logging.Formatter):
    """Turns a record into one line of JSON, ASCII only; ``fields`` returns what each line of the process has."""

    def __init__(self, fields: Callable[[], dict[str, Any]]) -> None:
        super().__init__()
        self._fields = fields

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": scrub(record.getMessage()),
            "source": record.name,
            **self._fields(),
        }
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line)


class Handler(logging.StreamHandler[LineWriter]):
    """Writes records as lines; for a record that cannot be formatted it writes a line that says so."""

    def __init__(self, writer: LineWriter, fields: Callable[[], dict[str, Any]]) -> None:
        super().__init__(writer)
        self.setFormatter(Formatter(fields))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is of the base class
        """Report the record's source and the fault, where the base class would print to a stream that may fail."""
        line = {"level": "error", "event": "a log record cannot be formatted", "source": record.name}
        self.stream.write(json.dumps(line | {"exception": scrub(traceback.format_exc())}) + "\n")
