"""The pages that explain the codes of problem documents: one for each line of ``problems.table``, and a list of all.

They are written into ``gateway/static/problems`` and committed, so that the gateway only serves files.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from gateway.paths import GATEWAY_DIR, STATIC
from gateway.problems import in_words

TABLE = GATEWAY_DIR / "problems.table"
PAGES = STATIC / "problems"

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} - Kith</title>
<link rel="stylesheet" href="/page.css">
<h1>{title}</h1>
{body}
</html>
"""


@dataclass(frozen=True)
class Explanation:
    """What a code means, and what a client can do about it."""

    code: str
    status: int
    meaning: str
    advice: str


def parse(text: str) -> list[Explanation]:
    """Read a table. Raises ValueError for an entry that is not complete."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    entries = [entry.splitlines() for entry in "\n".join(lines).split("\n\n") if entry.strip()]
    return [_explanation([line.strip() for line in entry if line.strip()]) for entry in entries]


def _explanation(entry: list[str]) -> Explanation:
    head, meaning, advice = entry
    code, status = head.split()
    if not advice.startswith("> "):
        raise ValueError(f"{code}: the advice begins with >")
    return Explanation(code, int(status), meaning, advice.removeprefix("> "))


def pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    known = parse(TABLE.read_text())
    written = {f"{each.code}.html": _page(each) for each in known}
    return written | {"all.html": _index(known)}


def _page(each: Explanation) -> str:
    body = (
        f"<p>Code <code>{each.code}</code>, status {each.status}.</p>\n"
        f"<h2>What it means</h2>\n<p>{escape(each.meaning)}</p>\n"
        f"<h2>What to do</h2>\n<p>{escape(each.advice)}</p>\n"
        '<p><a href="/problems/">All codes</a></p>'
    )
    return PAGE.format(title=in_words(each.code), body=body)


def _index(known: list[Explanation]) -> str:
    items = "\n".join(f'<li>{each.status} <a href="/problems/{each.code}">{each.code}</a></li>' for each in known)
    return PAGE.format(title="Problems", body=f"<ul>\n{items}\n</ul>")


def write(folder: Path = PAGES) -> None:
    """Write all pages into a folder, in place of those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.html"):
        old.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write()
