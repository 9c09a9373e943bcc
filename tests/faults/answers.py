"""What the clients were answered during the run."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.faults.findings import Findings, twice
from tests.faults.history import Record
from tests.faults.model import Model

FORBIDDEN_STATUSES = {0, 500, 502, 504}
PAGES = ("feed.read", "author.read")


def server_errors(records: Iterable[Record]) -> Findings:
    """A server that fails answers 503 with Retry-After; another 5xx, or no answer at all, is a finding."""
    for record in records:
        for status in FORBIDDEN_STATUSES.intersection(record.statuses):
            yield "broken", f"{record.op} of {record.user} was answered {status or 'by nothing'}"
        if record.bare:
            yield "broken", f"{record.op} of {record.user} was answered 503 without Retry-After"


def retries(records: Iterable[Record]) -> Findings:
    """A repeated request with the same idempotency key, or with the same refresh token, gets the first answer."""
    answers: dict[str, list[Record]] = defaultdict(list)
    for record in filter(lambda record: record.outcome == "ok", records):
        if record.op == "refresh":
            answers[record.args["given"]].append(record)
        elif record.key:
            answers[record.key].append(record)
    for first, *others in answers.values():
        for other in others:
            if other.answer != first.answer:
                yield "duplicated", f"{first.op} of {first.user} was sent twice and had two different answers"


def reads(records: Iterable[Record], model: Model) -> Findings:
    """No read during the run shows what the reader was not allowed to see at that time."""
    yield from (("lost", stale) for stale in model.stale)
    for record in filter(lambda record: record.outcome == "ok", records):
        if record.op in PAGES:
            yield from _page(record, record.answer["results"], model)
        elif record.op == "post.look":
            yield from _leaks(record, [record.args["post"]], model)


def _page(record: Record, items: list[dict[str, Any]], model: Model) -> Findings:
    """Shared posts are at the place of the share, whoever wrote them."""
    what = f"{record.op} of {record.user}"
    ids = [item["id"] for item in items if not item.get("shared_by")]
    yield from twice(what, [item["id"] for item in items])
    if ids != sorted(ids, reverse=True):
        yield "drift", f"{what} is not in order"
    yield from _leaks(record, [item["id"] for item in items], model)
    for post in filter(None, map(model.posts.get, ids)):
        if record.op == "feed.read" and not model.might_stand_in_feed(record.user, post):
            yield "unexpected", f"{what} showed {post.author}, who was never followed"


def _leaks(record: Record, ids: list[str], model: Model) -> Findings:
    for post in filter(None, map(model.posts.get, ids)):
        if not model.might_see(record.user, post, record.started, record.ended):
            yield "leaks", f"{record.op} of {record.user} showed {post.id} of {post.author}"
