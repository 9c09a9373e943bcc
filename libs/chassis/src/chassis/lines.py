"""Log lines as JSON, without secrets; it needs no Django, so that gunicorn's arbiter can use it."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

SECRETS = re.compile(
    r"eyJ[\w-]{5,}\.[\w.-]+"  # JSON Web Tokens
    r"|(?i:\b(?:bearer|token|basic)\s+)[\w.~+/=-]{8,}"  # Authorization headers
    r"|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|\?[\w.~%-]+=\S*"  # query strings
    r"|(?<=://)[^\s:/@]*:[^\s/@]+(?=@)"  # user and password in a URL
)
# PostgreSQL quotes the row and the statement in these.
QUOTED_ROWS = re.compile(r"\b(DETAIL|CONTEXT|HINT|LINE \d+):.*")


def scrub(text: str) -> str:
    """Return the text without what must not be in a log: tokens, passwords, mail addresses, rows of tables."""
    if " " not in text and "@" not in text and "eyJ" not in text:
        return text  # no form of a secret fits, as in most fields of most lines
    return QUOTED_ROWS.sub(r"\1: …", SECRETS.sub("…", text))


class Formatter(logging.Formatter):
    """Turns a record into one line of JSON, ASCII only."""

    def __init__(self, **common: Any) -> None:
        super().__init__()
        self.common = common

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": scrub(record.getMessage()),
            "source": record.name,
            **self.common,
            **self.context(),
        }
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line)

    def context(self) -> dict[str, Any]:
        """Return what is known about the work in hand."""
        return {}
