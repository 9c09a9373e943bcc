"""What the checker expects of shares, likes of comments and mentions, and that it finds what differs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import (
    COMMENT,
    FOLLOWERS,
    PUBLIC,
    HistoryBuilder,
    card,
    correct_dump,
    correct_history,
    notification,
    post,
    statuses,
)

Dump = dict[str, Any]
MENTION = "0e"


def reacted() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Bob has shared the public post and liked Cat's comment, and Ann has mentioned Bob.

    Bob has shared the post for followers, too, and taken that back.
    """
    story, dump = correct_history(), correct_dump()
    story.add("bob", "share", post=PUBLIC)
    story.add("bob", "share", post=FOLLOWERS)
    story.add("bob", "unshare", post=FOLLOWERS)
    story.add("bob", "comment.like", comment=COMMENT)
    story.add("ann", "post.create", {"id": MENTION}, text="so @bob", visibility="followers", mentioned="bob")
    users, posts = dump["users"], dump["posts"]
    mentioning = post(MENTION, "so @bob", "followers")
    for name in ("ann", "bob"):
        users[name]["feed"] = [mentioning, *users[name]["feed"]]
        dump["authors"][name]["ann"] = [MENTION, *dump["authors"][name]["ann"]]
    users["ann"]["posts"] = [mentioning, *users["ann"]["posts"]]
    posts[MENTION] = posts[FOLLOWERS] | {"statuses": statuses(200, 200, 404, 404)}
    for one, sharers in ((PUBLIC, [card("bob")]), (FOLLOWERS, [])):
        posts[one] = posts[one] | {"shared": [{"shares_count": len(sharers), "shares": sharers}]}
    posts[PUBLIC]["comments"][0]["likes_count"] = 1
    posts[PUBLIC]["comment_likes"] = {COMMENT: [card("bob")]}
    users["ann"]["notifications"].append(notification("share", PUBLIC, "bob"))
    users["ann"]["unread"], dump["read"]["ann"]["after_one"] = 2, 1
    users["bob"] |= {"notifications": [notification("mention", MENTION, "ann")], "unread": 1}
    users["cat"]["notifications"].append(notification("like", COMMENT, "bob"))
    users["cat"]["unread"], dump["read"]["cat"]["after_one"] = 2, 1
    return story, dump


def _lose_share(dump: Dump) -> None:
    dump["posts"][PUBLIC]["shared"] = [{"shares_count": 0, "shares": []}]


def _miscount_shares(dump: Dump) -> None:
    dump["posts"][PUBLIC]["shared"][0]["shares_count"] = 2


def _keep_share(dump: Dump) -> None:
    dump["posts"][FOLLOWERS]["shared"] = [{"shares_count": 1, "shares": [card("bob")]}]


def _miscount_likes(dump: Dump) -> None:
    dump["posts"][PUBLIC]["comments"][0]["likes_count"] = 2


def _lose_mention(dump: Dump) -> None:
    dump["users"]["bob"] |= {"notifications": [], "unread": 0}


def _leak_mention(dump: Dump) -> None:
    dump["users"]["cat"]["notifications"].append(notification("mention", MENTION, "ann", is_read=True))


def _lose_notification_of_like(dump: Dump) -> None:
    dump["users"]["cat"]["notifications"].pop()
    dump["users"]["cat"]["unread"], dump["read"]["cat"]["after_one"] = 1, 0


def found(story: HistoryBuilder, dump: Dump) -> set[str]:
    """Return the kinds of findings."""
    return {kind for kind, _ in result_of(story.records, dump).findings}


def test_a_correct_run_has_no_findings():
    story, dump = reacted()

    assert result_of(story.records, dump).findings == []


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        (_lose_share, {"lost", "drift"}),
        (_miscount_shares, {"drift"}),
        (_keep_share, {"unexpected", "drift"}),
        (_miscount_likes, {"drift"}),
        (_lose_mention, {"drift"}),
        (_leak_mention, {"drift"}),
        (_lose_notification_of_like, {"drift"}),
    ],
)
def test_what_differs_is_found(spoil: Callable[[Dump], None], kinds: set[str]):
    story, dump = reacted()
    spoil(dump)

    assert found(story, dump) == kinds


def test_what_is_not_certain_is_what_the_owner_shows():
    story, dump = reacted()
    story.add("bob", "unshare", post=PUBLIC, outcome="info")

    assert found(story, dump) == set()
