"""The result of a run: a pure function of its history and its final dump.

``python -m tests.faults.check RUN`` checks a stored run again, offline.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import (
    answers,
    expectations,
    expected_media,
    expected_notifications,
    expected_reactions,
    expected_schedules,
)
from tests.faults.departed import departed
from tests.faults.findings import Findings, twice
from tests.faults.history import Record, read
from tests.faults.model import Model, Thing
from tests.faults.oracle import model_of
from tests.faults.resolution import resolve

PARTS: dict[str, Any] = {
    **{part: {} for part in ("users", "authors", "people", "posts", "media", "read", "departed", "groups")},
    **{part: [] for part in ("ended", "traces", "findings")},
}
"""The parts of a dump; a world without people has none of them. ``findings`` are those of the case itself."""
EXPECTATIONS = (
    expectations.visibility,
    expectations.authors,
    expectations.relationships,
    expectations.counts,
    expectations.figures,
    expectations.tombstones,
    expected_reactions.reactions,
    expectations.feeds,
    expectations.groups,
    expected_media.media,
    expected_notifications.notifications,
    departed,
)


@dataclass
class CheckResult:
    """The result of checking a run; ``findings`` describes each fault that is counted."""

    attempts: int = 0
    ok: int = 0
    fail: int = 0
    info: int = 0
    recovered: int = 0
    max_lag_s: float = 0.0
    findings: list[tuple[str, str]] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Return how many findings are of that kind."""
        return sum(1 for found, _ in self.findings if found == kind)

    @property
    def is_clean(self) -> bool:
        """Answer whether nothing was found."""
        return not self.findings

    def line(self) -> str:
        """Return the result in one line."""
        counts = " ".join(f"{kind} {self.count(kind)}" for kind in ("lost", "unexpected", "duplicated"))
        rest = f"recovered {self.recovered} leaks {self.count('leaks')} drift {self.count('drift')}"
        broken = f" broken {self.count('broken')}" if self.count("broken") else ""
        head = f"attempts {self.attempts} ok {self.ok} fail {self.fail} info {self.info}"
        return f"{head} {counts} {rest} max_lag_s {self.max_lag_s:.2f}{broken}"


def result_of(records: list[Record], dump: dict[str, Any]) -> CheckResult:
    """Check a run for what is missing, what should not be there, and what was shown but must not be."""
    outcomes = Counter(record.outcome for record in records)
    dump = PARTS | dump
    model = expected_schedules.with_published(model_of(records), dump)
    return CheckResult(
        attempts=sum(record.attempts for record in records),
        ok=outcomes["ok"],
        fail=outcomes["fail"],
        info=outcomes["info"],
        recovered=sum(1 for record in records if record.outcome == "ok" and record.attempts > 1),
        max_lag_s=max((record.seconds for record in records if record.op == "lag"), default=0.0),
        findings=[
            *answers.server_errors(records),
            *answers.retries(records),
            *answers.reads(records, model),
            *_durability(model, dump),
            *expected_schedules.schedules(model, dump),
            *_derived(resolve(model, dump), dump),
            *((kind, what) for kind, what in dump["findings"]),
        ],
    )


def _durability(model: Model, dump: dict[str, Any]) -> Findings:
    """Acknowledged writes are there, refused and deleted ones are not, and nothing is there twice."""
    for name in model.users:
        expected = {post.id: post for post in model.posts.values() if post.author == name and post.certain}
        yield from _things(f"posts of {name}", expected, dump["users"][name]["posts"], model)
        yield from _edges(f"followees of {name}", _followees(model, name), dump["users"][name]["following"])
        yield from _relations(model, name, dump["users"][name])
    for post in filter(lambda post: post.alive and post.certain, model.posts.values()):
        seen = dump["posts"][post.id]
        expected = {one.id: one for one in model.comments.values() if one.parent == post.id and one.certain}
        shown = {one: thing for one, thing in expected.items() if not _may_be_hidden(model, seen, thing.author)}
        yield from _things(f"comments on {post.id}", shown, seen["comments"], model)
        likers = {who: None if _may_be_hidden(model, seen, who) else on for who, on in _likers(model, post.id).items()}
        yield from _edges(f"likes of {post.id}", likers, seen["likes"])
        for shared in seen.get("shared", []):
            sharers = {name: state for (one, name), state in model.shares.items() if one == post.id}
            certain = {who: None if _may_be_hidden(model, seen, who) else on for who, on in sharers.items()}
            yield from _edges(f"shares of {post.id}", certain, shared["shares"])
    for status in dump["ended"]:
        if status != 401:
            yield "leaks", f"a token of an ended session was answered {status}"


def _things(where: str, expected: dict[str, Thing], seen: list[dict[str, Any]], model: Model) -> Findings:
    found = {item["id"]: item.get("text") for item in seen}
    yield from twice(where, [item["id"] for item in seen])
    yield from twice(f"the words of {where}", list(found.values()))
    for thing in expected.values():
        if thing.alive and found.get(thing.id) != thing.text:
            yield "lost", f"{where}: {thing.id} should say “{thing.text}”, is “{found.get(thing.id)}”"
    for identity, text in found.items():
        if identity in expected and not expected[identity].alive:
            yield "unexpected", f"{where}: {identity} was deleted"
        elif identity not in expected and text not in model.uncertain_texts and _is_unknown(identity, model):
            yield "unexpected", f"{where}: {identity} was never written"


def _is_unknown(identity: str, model: Model) -> bool:
    return identity not in model.posts and identity not in model.comments


def _edges(where: str, expected: dict[str, bool | None], seen: list[dict[str, Any]]) -> Findings:
    names = [item.get("username", item["id"]) for item in seen]
    yield from twice(where, names)
    yield from (("lost", f"{where}: {name}") for name, state in expected.items() if state and name not in names)
    yield from (("unexpected", f"{where}: {name}") for name in names if expected.get(name, False) is False)


def _relations(model: Model, name: str, seen: dict[str, Any]) -> Findings:
    """Blocks and friendships that are certain are there, and nobody follows across a block."""
    blocked = {other: state for (blocker, other), state in model.blocks.items() if blocker == name}
    yield from _edges(f"blocks of {name}", blocked, seen.get("blocks", []))
    friends = {other: state for pair, state in model.friends.items() if name in pair for other in pair - {name}}
    yield from _edges(f"friends of {name}", friends, seen.get("friends", []))
    for item in [*seen["following"], *seen["followers"], *seen.get("friends", [])]:
        if blocked.get(item.get("username")):
            yield "unexpected", f"{name} blocks {item['username']}, and one follows the other or is a friend"
    groups = {group: state for (group, member), state in model.members.items() if member == name}
    listed = [{"id": item["id"]} for item in seen.get("groups", []) if item["id"] in model.groups]
    yield from _edges(f"groups of {name}", groups, listed)
    if name in model.private and model.private[name] not in (None, (seen["profile"] or {}).get("is_private")):
        yield "lost", f"whether {name} is private"


def _may_be_hidden(model: Model, seen: dict[str, Any], author: str) -> bool:
    """Return whether a block may have hidden an author from who has read what is under a post."""
    return frozenset((author, seen.get("watcher") or "")) in model.ever_blocked


def _followees(model: Model, name: str) -> dict[str, bool | None]:
    return {followee: state for (follower, followee), state in model.follows.items() if follower == name}


def _likers(model: Model, post: str) -> dict[str, bool | None]:
    return {liker: state for (liked, liker), state in model.likes.items() if liked == post}


def _derived(model: Model, dump: dict[str, Any]) -> Findings:
    """What services derived from events equals what follows from the facts, for every reader."""
    for expectation in EXPECTATIONS:
        yield from expectation(model, dump)
    yield from expected_notifications.readings(dump)


def judge(folder: Path) -> CheckResult:
    """Return the result of a stored run."""
    return result_of(read(folder / "history.jsonl"), json.loads((folder / "dump.json").read_text()))


if __name__ == "__main__":
    again = judge(Path(sys.argv[1]))
    for kind, what in again.findings[:50]:
        print(f"{kind:11} {what}")
    print(again.line())
    sys.exit(0 if again.is_clean else 1)
