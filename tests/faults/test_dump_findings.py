"""Every fault in the final dump is found, and a correct dump has no findings."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import (
    COMMENT,
    DELETED,
    FOLLOWERS,
    PRIVATE,
    PUBLIC,
    card,
    correct_dump,
    correct_history,
    notification,
    post,
    stands,
)
from tests.faults.expected_notifications import expected_notifications
from tests.faults.oracle import model_of

Dump = dict[str, Any]
Spoil = Callable[[Dump], Any]


def ann(dump: Dump) -> Dump:
    return dump["users"]["ann"]


def put(holder: Callable[[Dump], Any], key: Any, value: Any) -> Spoil:
    return lambda dump: holder(dump).__setitem__(key, value)


def drop(holder: Callable[[Dump], list[Any]], index: int) -> Spoil:
    return lambda dump: holder(dump).pop(index)


def add(holder: Callable[[Dump], list[Any]], value: Any) -> Spoil:
    return lambda dump: holder(dump).append(value)


SPOILT: dict[str, tuple[Spoil, str]] = {
    "a post is missing": (drop(lambda dump: ann(dump)["posts"], 0), "lost"),
    "a post has other words": (put(lambda dump: ann(dump)["posts"][0], "text", "to nobody"), "lost"),
    "a deleted post is listed": (add(lambda dump: ann(dump)["posts"], post(DELETED, "oops", "public")), "unexpected"),
    "a post is listed that nobody wrote": (
        add(lambda dump: ann(dump)["posts"], post("0e", "who?", "public")),
        "unexpected",
    ),
    "a post is listed twice": (
        add(lambda dump: ann(dump)["posts"], post(FOLLOWERS, "to some", "followers")),
        "duplicated",
    ),
    "a follow is missing": (drop(lambda dump: dump["users"]["bob"]["following"], 0), "lost"),
    "a follow is listed that nobody made": (
        add(lambda dump: dump["users"]["bob"]["following"], card("cat")),
        "unexpected",
    ),
    "a like is missing": (drop(lambda dump: dump["posts"][PUBLIC]["likes"], 0), "lost"),
    "a like is listed twice": (add(lambda dump: dump["posts"][PUBLIC]["likes"], card("bob")), "duplicated"),
    "a comment is missing": (drop(lambda dump: dump["posts"][PUBLIC]["comments"], 1), "lost"),
    "an ended session goes on": (put(lambda dump: dump["ended"], 1, 200), "leaks"),
    "a private post is read": (put(lambda dump: dump["posts"][PRIVATE]["statuses"], "bob", 200), "leaks"),
    "a deleted post is read": (put(lambda dump: dump["posts"][DELETED]["statuses"], "ann", 200), "leaks"),
    "a follower is refused": (put(lambda dump: dump["posts"][FOLLOWERS]["statuses"], "bob", 404), "drift"),
    "what is under a private post is read": (
        put(lambda dump: dump["posts"][PRIVATE]["hidden"]["cat"], 0, 200),
        "leaks",
    ),
    "an author's list lacks a post": (drop(lambda dump: dump["authors"]["bob"]["ann"], 0), "drift"),
    "a relationship is unknown": (put(lambda dump: dump["people"]["bob"], "A", stands("none", False)), "drift"),
    "a follower is not counted": (put(lambda dump: ann(dump)["profile"], "followers_count", 0), "drift"),
    "a hidden post is counted": (put(lambda dump: ann(dump)["profile"], "posts_count", 2), "drift"),
    "a follower is not listed": (drop(lambda dump: ann(dump)["followers"], 0), "drift"),
    "a like is not counted": (put(lambda dump: ann(dump)["posts"][2], "likes_count", 0), "drift"),
    "one's own like is not shown": (put(lambda dump: dump["users"]["bob"]["feed"][1], "liked", False), "drift"),
    "a comment is counted twice": (put(lambda dump: ann(dump)["feed"][2], "comments_count", 3), "drift"),
    "a reply is not counted": (put(lambda dump: dump["posts"][PUBLIC]["comments"][0], "replies_count", 0), "drift"),
    "a deleted comment without replies is listed": (
        add(lambda dump: dump["posts"][PUBLIC]["tombstones"], {"id": "1d", "author": None, "text": ""}),
        "drift",
    ),
    "a feed lacks a post": (drop(lambda dump: dump["users"]["bob"]["feed"], 0), "drift"),
    "a feed is in another order": (lambda dump: dump["users"]["bob"]["feed"].reverse(), "drift"),
    "a feed has old words": (put(lambda dump: dump["users"]["bob"]["feed"][0], "text", "to few"), "drift"),
    "somebody gets no notification": (drop(lambda dump: ann(dump)["notifications"], 1), "drift"),
    "a sender is counted twice": (put(lambda dump: ann(dump)["notifications"][0], "senders_count", 3), "drift"),
    "the wrong sender is named": (put(lambda dump: ann(dump)["notifications"][1], "senders", [card("cat")]), "drift"),
    "somebody gets a notification of nothing": (
        add(lambda dump: ann(dump)["notifications"], notification("reply", COMMENT, "bob", is_read=True)),
        "drift",
    ),
    "somebody gets a notification twice": (
        add(lambda dump: ann(dump)["notifications"], notification("like", PUBLIC, "bob", is_read=True)),
        "duplicated",
    ),
    "unread ones are miscounted": (put(ann, "unread", 2), "drift"),
    "reading one leaves as many unread": (put(lambda dump: dump["read"]["cat"], "after_one", 1), "drift"),
    "reading all leaves one unread": (put(lambda dump: dump["read"]["cat"], "after_all", 1), "drift"),
    "reading all leaves one in the list": (put(lambda dump: dump["read"]["cat"], "left", ["reply"]), "drift"),
}


def test_a_correct_dump_has_no_findings():
    result = result_of(correct_history().records, correct_dump())

    assert result.findings == []
    assert result.line() == (
        "attempts 14 ok 14 fail 0 info 0 lost 0 unexpected 0 duplicated 0 recovered 0 leaks 0 drift 0 max_lag_s 0.00"
    )


@pytest.mark.parametrize("what", SPOILT)
def test_a_fault_in_the_dump_is_found(what: str):
    spoil, kind = SPOILT[what]
    dump = correct_dump()
    spoil(dump)

    findings = result_of(correct_history().records, dump).findings

    assert kind in {found for found, _ in findings}


def test_a_notification_that_came_after_the_last_reading_is_not_read():
    dump = correct_dump()
    ann(dump)["notifications"][0]["is_read"] = True
    ann(dump)["unread"] = 0

    findings = result_of(correct_history().records, dump).findings

    assert [kind for kind, _ in findings] == ["drift"]


def test_a_notification_about_a_post_that_the_reader_may_not_read_is_found():
    story = correct_history()
    story.add("bob", "comment.create", {"id": "1c"}, post=FOLLOWERS, text="mine")
    story.add("ann", "comment.create", {"id": "1d"}, post=FOLLOWERS, text="yours", reply_to="1c")
    assert ("reply", "1c") in expected_notifications(model_of(story.records))["bob"]

    story.add("bob", "unfollow", followee="ann")

    assert ("reply", "1c") not in expected_notifications(model_of(story.records))["bob"]


def test_two_posts_with_the_same_words_are_a_duplicate():
    dump = correct_dump()
    ann(dump)["posts"].append(post("0e", "to all", "public"))

    findings = result_of(correct_history().records, dump).findings

    assert {kind for kind, _ in findings} == {"duplicated", "unexpected"}
