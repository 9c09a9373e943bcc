"""What the checker expects of posts for friends and in groups, of quotes and pictures; it finds what differs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import (
    ACCOUNTS,
    PUBLIC,
    HistoryBuilder,
    asked,
    card,
    correct_dump,
    correct_history,
    notification,
    post,
    stands,
    statuses,
)
from tests.faults.expected_media import addresses_of

Dump = dict[str, Any]
FRIENDS, GROUP, QUOTE, PICTURE = "0e", "0f", "0g", "0h"
TEXTS = {FRIENDS: "to friends", GROUP: "to us", QUOTE: "as I said", PICTURE: "look"}
VISIBILITIES = {FRIENDS: "friends", GROUP: "group", QUOTE: "followers", PICTURE: "public"}
READERS = {FRIENDS: ("ann", "cat"), GROUP: ("ann", "bob"), QUOTE: ("ann", "bob"), PICTURE: ("ann", "bob", "cat", "")}


def published() -> tuple[HistoryBuilder, Dump]:
    """Return the example run after Ann has written for her friend Cat and for her group, where Bob is, and two more.

    These are a quote of her own post, and a picture that Cat has looked at.
    """
    story, dump = correct_history(), correct_dump()
    story.add("cat", "friend.request", {"state": "pending"}, other="ann")
    story.add("ann", "friend.answer", {"state": "accepted"}, other="cat", action="accept")
    story.add("ann", "group.make", {"id": "G"}, joining="open")
    story.add("bob", "group.join", group="G")
    more: dict[str, Any] = {GROUP: {"group": "G"}, QUOTE: {"quote_of": PUBLIC}}
    for identity, text in TEXTS.items():
        answer = {"id": identity, "media": [{"small": "/ann's"}] if identity == PICTURE else []}
        told = {"text": text, "visibility": VISIBILITIES[identity]} | more.get(identity, {})
        story.add("ann", "post.create", answer, **told)
    story.add("cat", "post.look", {"id": PICTURE, "media": [{"small": "/cat's"}]}, post=PICTURE)
    _show_friendship(dump)
    for identity in TEXTS:
        _show(dump, identity)
    dump["users"]["ann"]["profile"]["posts_count"] = 2
    dump["groups"] = {"G": {"count": 2, "members": [card("ann"), card("bob")]}}
    for name in ("ann", "bob"):
        dump["users"][name]["groups"] = [{"id": "G"}]
    dump["users"]["cat"]["feed"] += [post(PUBLIC, "to all", "public", figures=(1, 2))]
    dump["media"] = {PICTURE: {"ann": (200, 200), "cat": (200, 404)}}
    return story, dump


def _show_friendship(dump: Dump) -> None:
    for one, other in (("ann", "cat"), ("cat", "ann")):
        dump["users"][one]["friends"] = [card(other)]
        dump["users"][one]["profile"]["friends_count"] = 1
        dump["people"][one][ACCOUNTS[other]] = stands("none", False) | {"friend": "friends"}
    dump["users"]["cat"]["notifications"].append(notification("friend_accepted", "C", "ann"))
    dump["users"]["cat"]["unread"], dump["read"]["cat"]["after_one"] = 2, 1


def _show(dump: Dump, identity: str) -> None:
    """Put a post before the others, wherever it is shown."""
    shown = post(identity, TEXTS[identity], VISIBILITIES[identity])
    shown["quote"] = {"id": PUBLIC, "text": "to all"} if identity == QUOTE else None
    readers = READERS[identity]
    dump["users"]["ann"]["posts"].insert(0, shown)
    for name in readers:
        dump["authors"][name] = dump["authors"][name] | {"ann": [identity, *dump["authors"][name]["ann"]]}
        if name:
            dump["users"][name]["feed"].insert(0, shown)
    seen = statuses(*(200 if name in readers else 404 for name in ("ann", "bob", "cat", "")))
    dump["posts"][identity] = asked(seen)


def test_a_correct_run_has_no_findings():
    story, dump = published()

    assert result_of(story.records, dump).findings == []


def test_the_addresses_that_each_was_shown_last_are_known():
    story, _ = published()

    assert addresses_of(story.records) == {PICTURE: {"ann": "/ann's", "cat": "/cat's"}}


def reads(identity: str, name: str) -> Callable[[Dump], None]:
    return lambda dump: dump["posts"][identity]["statuses"].update({name: 200})


SPOILT: dict[str, tuple[Callable[[Dump], Any], str]] = {
    "a stranger reads a post in a group": (reads(GROUP, "cat"), "leaks"),
    "nobody reads a post in a group": (
        lambda dump: dump["posts"][GROUP]["statuses"].update(bob=404),
        "drift",
    ),
    "a follower reads a post for friends": (reads(FRIENDS, "bob"), "leaks"),
    "a post for friends is missing in a feed": (lambda dump: dump["users"]["cat"]["feed"].pop(1), "drift"),
    "a post in a group is missing in a feed": (lambda dump: dump["users"]["bob"]["feed"].pop(2), "drift"),
    "a quote shows nothing": (lambda dump: dump["users"]["bob"]["feed"][1].update(quote=None), "drift"),
    "a picture is lost": (lambda dump: dump["media"][PICTURE].update(cat=(404, 404)), "lost"),
    "a share of nobody is shown": (
        lambda dump: dump["users"]["cat"]["feed"].insert(
            0, post(PICTURE, "look", "public") | {"shared_by": card("bob")}
        ),
        "unexpected",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_difference_is_found(what: str):
    spoil, kind = SPOILT[what]
    story, dump = published()
    spoil(dump)

    assert kind in {found for found, _ in result_of(story.records, dump).findings}


def test_a_quote_is_hidden_with_what_it_quotes():
    story, dump = published()
    story.add("ann", "post.edit", post=PUBLIC, text="to all", visibility="private")

    leaked = {what for kind, what in result_of(story.records, dump).findings if kind == "leaks"}

    assert f"bob reads followers {QUOTE} of ann: 200" in leaked


def test_a_picture_that_is_sent_after_its_post_was_deleted_is_a_leak():
    story, dump = published()
    story.add("ann", "post.delete", post=PICTURE)
    dump["media"] = {PICTURE: {"ann": (404, 200), "cat": (404, 404)}}

    leaked = [what for kind, what in result_of(story.records, dump).findings if what.startswith("ann is sent")]

    assert leaked == [f"ann is sent the picture of {PICTURE} of ann"]
