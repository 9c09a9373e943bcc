"""What the checker expects of scheduled posts, and that it finds what differs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import (
    HistoryBuilder,
    correct_dump,
    correct_history,
    notification,
    post,
    statuses,
)

Dump = dict[str, Any]
LATER = "0f"
"""The id of the post that comes of a scheduled one."""


def scheduled() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after a post that Ann scheduled and edited was published; she has cancelled another."""
    story, dump = correct_history(), correct_dump()
    story.add("ann", "post.schedule", {"id": "s1"}, text="later", visibility="followers")
    story.add("ann", "schedule.edit", scheduled="s1", text="much later")
    story.add("ann", "post.schedule", {"id": "s2"}, text="never", visibility="public")
    story.add("ann", "schedule.cancel", scheduled="s2")
    refused = story.add("ann", "schedule.cancel", scheduled="s1", outcome="info")
    refused.statuses = [409]
    published = post(LATER, "much later", "followers")
    for name in ("ann", "bob"):
        dump["users"][name]["feed"].insert(0, published)
        dump["authors"][name]["ann"] = [LATER, *dump["authors"][name]["ann"]]
    dump["users"]["ann"]["posts"].insert(0, published)
    dump["users"]["ann"]["notifications"].append(notification("scheduled_published", LATER))
    dump["users"]["ann"]["unread"], dump["read"]["ann"]["after_one"] = 2, 1
    seen = statuses(200, 200, 404, 404)
    dump["posts"][LATER] = dump["posts"]["0b"] | {"statuses": seen}
    return story, dump


def _publish(dump: Dump, identity: str, text: str) -> None:
    dump["users"]["ann"]["posts"].insert(0, post(identity, text, "followers"))
    dump["posts"][identity] = dump["posts"][LATER]


def _withdraw(dump: Dump) -> None:
    dump["users"]["ann"]["posts"].pop(0)


def _publish_twice(dump: Dump) -> None:
    _publish(dump, "1f", "much later")


def _publish_cancelled(dump: Dump) -> None:
    _publish(dump, "1f", "never")


def _publish_first_words(dump: Dump) -> None:
    dump["users"]["ann"]["posts"][0] = post(LATER, "later", "followers")


def _lose_notification(dump: Dump) -> None:
    dump["users"]["ann"]["notifications"].pop()


def found(story: HistoryBuilder, dump: Dump) -> set[str]:
    """Return the kinds of findings."""
    return {kind for kind, _ in result_of(story.records, dump).findings}


def test_a_correct_run_has_no_findings():
    story, dump = scheduled()

    assert result_of(story.records, dump).findings == []


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_withdraw, "lost"),
        (_publish_twice, "duplicated"),
        (_publish_cancelled, "unexpected"),
        (_publish_first_words, "lost"),
        (_lose_notification, "drift"),
    ],
)
def test_what_differs_is_found(spoil: Callable[[Dump], None], kind: str):
    story, dump = scheduled()
    spoil(dump)

    assert kind in found(story, dump)


def test_what_is_not_certain_is_what_the_author_shows():
    story, dump = scheduled()
    story.add("ann", "schedule.cancel", scheduled="s1", outcome="info")

    assert found(story, dump) == set()
