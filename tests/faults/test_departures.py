"""What a run must show of an account that was deleted: nothing, from its confirmation on and in the end."""

from typing import Any

import pytest

from tests.faults.check import result_of
from tests.faults.client import settled
from tests.faults.example_run import (
    COMMENT,
    PUBLIC,
    REPLY,
    HistoryBuilder,
    card,
    comment,
    correct_dump,
    correct_history,
    notification,
)
from tests.faults.history import Record
from tests.faults.oracle import model_of

LOST = "0f"
"""Cat's only post."""


def story_of_a_departure() -> HistoryBuilder:
    """Return the correct history, in which Cat then posts and deletes her account."""
    story = correct_history()
    story.add("cat", "post.create", {"id": LOST}, text="bye", visibility="public")
    story.add("bob", "like", post=LOST)
    story.add("ann", "follow", followee="cat")
    deletion(story)
    return story


def deletion(story: HistoryBuilder) -> Record:
    record = story.add("cat", "account.delete", {"id": "a deletion"}, access="cat's last token")
    record.status = 202
    return record


def dump_without_cat() -> dict[str, Any]:
    """Return what Ann, Bob and strangers are shown when Cat is gone."""
    dump = correct_dump()
    for part in (dump["users"], dump["authors"], dump["people"], dump["read"], *dump["authors"].values()):
        part.pop("cat", None)
    for seen in dump["people"].values():
        del seen["C"]
    for post in dump["posts"].values():
        del post["statuses"]["cat"]
        post["hidden"].pop("cat", None)
    dump["posts"][LOST] = {
        "statuses": {"ann": 404, "bob": 404, "": 404}, "likes": [], "comments": [], "tombstones": [], "hidden": {},
    }  # fmt: skip
    dump["posts"][PUBLIC]["comments"] = [comment(REPLY, "bob", "oh", 0, COMMENT)]
    dump["posts"][PUBLIC]["tombstones"] = [{"id": COMMENT, "author": None, "text": ""}]
    for shown in (*dump["users"]["ann"]["posts"], *dump["users"]["ann"]["feed"], *dump["users"]["bob"]["feed"]):
        shown["comments_count"] = min(shown["comments_count"], 1)
    dump["users"]["ann"]["notifications"][0] = notification("comment", PUBLIC, "bob")
    return dump | {"ended": [401] * 4, "departed": {"cat": {"ann": [], "bob": [], "": []}}, "traces": []}


def findings(story: HistoryBuilder, dump: dict[str, Any]) -> list[str]:
    return [kind for kind, _ in result_of(story.records, dump).findings]


def test_nothing_of_a_deleted_account_is_expected():
    assert result_of(story_of_a_departure().records, dump_without_cat()).findings == []


@pytest.mark.parametrize("viewer", ["ann", ""])
def test_whoever_is_shown_it_is_found(viewer: str):
    dump = dump_without_cat()
    dump["departed"]["cat"][viewer].append("/api/v1/users/@cat/")

    assert findings(story_of_a_departure(), dump) == ["leaks"]


def test_words_that_are_left_in_a_store_are_found():
    dump = dump_without_cat() | {"traces": ["the database of posts"]}

    assert findings(story_of_a_departure(), dump) == ["leaks"]


def test_a_comment_that_is_left_is_found():
    dump = dump_without_cat()
    dump["posts"][PUBLIC]["comments"].insert(0, comment(COMMENT, "cat", "well", 1))

    assert "unexpected" in findings(story_of_a_departure(), dump)


def test_a_count_that_still_has_it_is_found():
    dump = dump_without_cat()
    dump["users"]["ann"]["profile"]["following_count"] = 1
    dump["users"]["ann"]["following"] = [card("cat")]

    assert sorted(findings(story_of_a_departure(), dump)) == ["drift", "unexpected"]


def test_a_notification_that_names_it_is_found():
    dump = dump_without_cat()
    dump["users"]["ann"]["notifications"][0] = notification("comment", PUBLIC, "bob", "cat")

    assert set(findings(story_of_a_departure(), dump)) == {"drift"}


@pytest.mark.parametrize(("seconds", "found"), [(0.5, ["leaks"]), (2.5, [])])
def test_from_a_confirmed_deletion_on_nobody_may_read_it(seconds: float, found: list[str]):
    story = story_of_a_departure()
    story.records[-1].seconds = seconds
    story.add("bob", "post.look", post=LOST)

    assert findings(story, dump_without_cat()) == found


def test_what_others_did_at_the_same_time_is_deleted_too():
    story = story_of_a_departure()
    story.add("ann", "follow", followee="cat")
    story.add("bob", "comment.create", {"id": "1f"}, post=LOST, text="late")

    model = model_of(story.records)

    assert model.followees("ann") == set()
    assert model.existing_comments(LOST) == []


def test_a_session_that_ended_after_a_lost_answer_means_that_the_account_is_deleted():
    record = Record("cat", "account.delete", {}, "fail", 401, statuses=[503, 401])

    assert settled(record, "DELETE").outcome == "ok"


def test_a_refused_deletion_deletes_nothing():
    record = Record("cat", "account.delete", {}, "fail", 401, statuses=[401])

    assert settled(record, "DELETE").outcome == "fail"
