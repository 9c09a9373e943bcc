"""What the checker expects of blocks, private accounts, friends and requests, and that it finds what differs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import (
    FOLLOWERS,
    PUBLIC,
    HistoryBuilder,
    card,
    comment,
    correct_dump,
    correct_history,
    notification,
    stands,
)

Dump = dict[str, Any]
Kinds = set[str]


def found(story: HistoryBuilder, dump: Dump) -> Kinds:
    """Return the kinds of findings."""
    return {kind for kind, _ in result_of(story.records, dump).findings}


def blocked() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Ann has blocked Cat, who has commented on Ann's post."""
    story, dump = correct_history(), correct_dump()
    story.add("ann", "block", other="cat")
    users, people = dump["users"], dump["people"]
    users["ann"]["blocks"] = [card("cat")]
    for name in ("ann", "cat"):
        del people[name][{"ann": "C", "cat": "A"}[name]]
    dump["authors"]["cat"] = {"ann": [], "bob": [], "cat": []}
    dump["posts"][PUBLIC]["statuses"]["cat"] = 404
    dump["posts"][PUBLIC]["hidden"] = {"cat": [404, 404]}
    for item in (users["ann"]["posts"][2], users["ann"]["feed"][2]):
        item["comments_count"] = 1
    users["ann"]["notifications"][0] = notification("comment", PUBLIC, "bob")
    users["cat"] |= {"notifications": [], "unread": 0}
    return story, dump


def private() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Ann has become private, and Cat has asked to follow her."""
    story, dump = correct_history(), correct_dump()
    story.add("ann", "private", value=True)
    story.add("cat", "follow", followee="ann")
    users, people = dump["users"], dump["people"]
    users["ann"]["profile"]["is_private"] = True
    users["ann"]["notifications"].append(notification("follow_request", "A", "cat"))
    users["ann"]["unread"], dump["read"]["ann"]["after_one"] = 2, 1
    users["cat"] |= {"asked": [{"recipient": card("ann")}], "notifications": [], "unread": 0}
    people["cat"]["A"] = stands("requested", False)
    for viewer in ("cat", ""):
        dump["authors"][viewer] = {"ann": [], "bob": [], "cat": []}
        dump["posts"][PUBLIC]["statuses"][viewer] = 404
    dump["posts"][PUBLIC]["hidden"] = {"cat": [404, 404]}
    return story, dump


def friends() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Bob has asked Ann to be friends, and she has accepted."""
    story, dump = correct_history(), correct_dump()
    story.add("bob", "friend.request", {"state": "pending"}, other="ann")
    story.add("ann", "friend.answer", {"state": "accepted"}, other="bob", action="accept")
    for one, other, account in (("ann", "bob", "B"), ("bob", "ann", "A")):
        dump["users"][one]["friends"] = [card(other)]
        dump["users"][one]["profile"]["friends_count"] = 1
        dump["people"][one][account]["friend"] = "friends"
    dump["users"]["bob"] |= {"notifications": [notification("friend_accepted", "B", "ann")], "unread": 1}
    return story, dump


def parted() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Ann has made friends with Bob, blocked him, and unblocked him; he follows again."""
    story, dump = friends()
    story.add("ann", "block", other="bob")
    story.add("ann", "unblock", other="bob")
    story.add("bob", "follow", followee="ann")
    for one, account in (("ann", "B"), ("bob", "A")):
        dump["users"][one]["friends"] = []
        dump["users"][one]["profile"]["friends_count"] = 0
        dump["people"][one][account]["friend"] = "none"
    dump["users"]["bob"] |= {"notifications": [], "unread": 0}
    return story, dump


def grouped() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Ann has made a group that Bob has joined, and has invited Cat."""
    story, dump = correct_history(), correct_dump()
    story.add("ann", "group.make", {"id": "G"}, joining="open")
    story.add("bob", "group.join", group="G")
    story.add("ann", "group.invite", other="cat")
    for name in ("ann", "bob"):
        dump["users"][name]["groups"] = [{"id": "G"}]
    dump["groups"] = {"G": {"count": 2, "members": [card("ann"), card("bob")]}}
    cat = dump["users"]["cat"]
    cat["invited"], cat["unread"], dump["read"]["cat"]["after_one"] = [{"id": "G"}], 2, 1
    cat["notifications"].append(notification("group_invitation", "G", "ann"))
    return story, dump


@pytest.mark.parametrize("run", [blocked, private, friends, parted, grouped])
def test_a_correct_run_has_no_findings(run: Callable[[], tuple[HistoryBuilder, Dump]]):
    story, dump = run()

    assert result_of(story.records, dump).findings == []


SPOILT: dict[str, tuple[Callable[[], tuple[HistoryBuilder, Dump]], Callable[[Dump], Any], str]] = {
    "a block is lost": (blocked, lambda dump: dump["users"]["ann"].update(blocks=[]), "lost"),
    "the blocked reads a post": (
        blocked,
        lambda dump: dump["posts"][PUBLIC]["statuses"].update(cat=200),
        "leaks",
    ),
    "the blocked finds a post in a list": (blocked, lambda dump: dump["authors"]["cat"].update(ann=[PUBLIC]), "leaks"),
    "the blocked is shown the profile": (
        blocked,
        lambda dump: dump["people"]["cat"].update(A=stands("none", False)),
        "drift",
    ),
    "the comment of the blocked is counted": (
        blocked,
        lambda dump: dump["users"]["ann"]["feed"][2].update(comments_count=2),
        "drift",
    ),
    "the blocked is named in a notification": (
        blocked,
        lambda dump: dump["users"]["ann"]["notifications"].__setitem__(
            0, notification("comment", PUBLIC, "bob", "cat")
        ),
        "drift",
    ),
    "the blocked still follows": (
        blocked,
        lambda dump: dump["users"]["ann"]["followers"].append(card("cat")),
        "unexpected",
    ),
    "a private account is open": (
        private,
        lambda dump: dump["users"]["ann"]["profile"].update(is_private=False),
        "lost",
    ),
    "a stranger reads a private account's post": (
        private,
        lambda dump: dump["posts"][PUBLIC]["statuses"].update({"": 200}),
        "leaks",
    ),
    "a stranger finds a private account's post": (
        private,
        lambda dump: dump["authors"][""].update(ann=[PUBLIC]),
        "leaks",
    ),
    "a request is not notified of": (
        private,
        lambda dump: dump["users"]["ann"]["notifications"].pop(),
        "drift",
    ),
    "a request is shown as a follow": (
        private,
        lambda dump: dump["people"]["cat"]["A"].update(following="active"),
        "drift",
    ),
    "a request counts as a follower": (
        private,
        lambda dump: dump["users"]["ann"]["profile"].update(followers_count=2),
        "drift",
    ),
    "a friendship is lost": (friends, lambda dump: dump["users"]["bob"].update(friends=[]), "lost"),
    "a friendship outlives a block": (
        parted,
        lambda dump: dump["users"]["ann"].update(friends=[card("bob")]),
        "unexpected",
    ),
    "a friend is not counted": (
        friends,
        lambda dump: dump["users"]["bob"]["profile"].update(friends_count=0),
        "drift",
    ),
    "a friend is shown as a stranger": (
        friends,
        lambda dump: dump["people"]["ann"]["B"].update(friend="none"),
        "drift",
    ),
    "who was asked is notified of an acceptance": (
        friends,
        lambda dump: dump["users"]["cat"]["notifications"].append(notification("friend_accepted", "C", "ann")),
        "drift",
    ),
    "a member is lost": (grouped, lambda dump: dump["users"]["bob"].update(groups=[]), "lost"),
    "a member is not listed": (grouped, lambda dump: dump["groups"]["G"]["members"].pop(), "drift"),
    "a member is counted twice": (grouped, lambda dump: dump["groups"]["G"].update(count=3), "drift"),
    "the invited is a member": (
        grouped,
        lambda dump: dump["users"]["cat"].update(groups=[{"id": "G"}]),
        "unexpected",
    ),
    "an invitation is not notified of": (
        grouped,
        lambda dump: dump["users"]["cat"]["notifications"].pop(),
        "drift",
    ),
    "an invitation that was answered is still in a notification": (
        grouped,
        lambda dump: dump["users"]["cat"].update(invited=[]),
        "drift",
    ),
    "a request that was answered is still in a notification": (
        friends,
        lambda dump: dump["users"]["ann"]["notifications"].append(notification("friend_request", "A", "bob")),
        "drift",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_difference_is_found(what: str):
    run, spoil, kind = SPOILT[what]
    story, dump = run()
    spoil(dump)

    assert kind in found(story, dump)


def test_what_is_hidden_from_who_read_the_thread_is_not_lost():
    story, dump = correct_history(), correct_dump()
    story.add("bob", "block", other="cat")
    story.add("bob", "unblock", other="cat")
    dump["posts"][PUBLIC] |= {"watcher": "bob", "comments": [comment("1b", "bob", "oh", 0, "1a")]}

    assert "lost" not in found(story, dump)


def test_a_follow_across_a_block_or_of_a_private_account_is_what_the_owner_lists():
    story, dump = correct_history(), correct_dump()
    story.add("ann", "block", other="bob")
    story.add("ann", "unblock", other="bob")
    dump["users"]["bob"]["following"] = []
    dump["users"]["ann"]["followers"] = []

    kinds = found(story, dump)

    assert "lost" not in kinds
    assert "drift" in kinds  # the count, the feed and the relationship still show it
    assert FOLLOWERS in dump["authors"]["bob"]["ann"]
