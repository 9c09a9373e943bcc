"""Every fault during a run is found in its history."""

from typing import Any

from tests.faults.check import result_of
from tests.faults.example_run import DELETED, FOLLOWERS, PRIVATE, PUBLIC, HistoryBuilder, correct_dump, correct_history


def kinds(story: HistoryBuilder) -> list[str]:
    return [kind for kind, _ in result_of(story.records, correct_dump()).findings]


def page(*posts: str) -> dict[str, Any]:
    return {"results": [{"id": post} for post in posts]}


def test_an_error_of_the_server_is_found():
    story = correct_history()
    story.add("bob", "feed.read", page()).statuses = [500, 200]

    assert kinds(story) == ["broken"]


def test_an_answer_that_never_came_is_found():
    story = correct_history()
    story.add("bob", "feed.read", page()).statuses = [0, 200]

    assert kinds(story) == ["broken"]


def test_a_503_must_say_when_to_try_again():
    story = correct_history()
    story.add("bob", "feed.read", page()).bare = 1

    assert kinds(story) == ["broken"]


def test_one_idempotency_key_has_one_answer():
    story = correct_history()
    for answer in ("first", "second"):
        story.add("ann", "something", answer).key = "key"

    assert kinds(story) == ["duplicated"]


def test_one_refresh_token_has_one_successor():
    story = correct_history()
    for answer in ("first", "second"):
        story.add("ann", "refresh", answer, given="token")

    assert kinds(story) == ["duplicated"]


def test_the_same_answer_twice_is_right():
    story = correct_history()
    for _ in range(2):
        story.add("ann", "refresh", "same", given="token").key = "key"

    assert kinds(story) == []


def test_a_page_shows_nothing_private():
    story = correct_history()
    story.add("bob", "author.read", page(PRIVATE, PUBLIC))

    assert kinds(story) == ["leaks"]


def test_a_single_post_for_followers_is_not_shown_to_a_stranger():
    story = correct_history()
    story.add("cat", "post.look", post=FOLLOWERS)

    assert kinds(story) == ["leaks"]


def test_a_deleted_post_cannot_be_read():
    story = correct_history()
    story.add("bob", "post.look", post=DELETED)

    assert kinds(story) == ["leaks"]


def test_what_was_public_when_the_reading_began_may_be_shown():
    story = correct_history()
    deletion = next(record for record in story.records if record.op == "post.delete")
    look = story.add("bob", "post.look", post=DELETED)
    look.started = deletion.ended - 0.5

    assert kinds(story) == []


def test_a_page_is_in_order():
    story = correct_history()
    story.add("bob", "author.read", page(PUBLIC, FOLLOWERS))

    assert kinds(story) == ["drift"]


def test_a_page_shows_nothing_twice():
    story = correct_history()
    story.add("bob", "author.read", page(PUBLIC, PUBLIC))

    assert kinds(story) == ["duplicated"]


def test_a_feed_shows_nobody_who_was_never_followed():
    story = correct_history()
    story.add("cat", "feed.read", page(PUBLIC))

    assert kinds(story) == ["unexpected"]


def test_authors_read_what_they_wrote():
    story = correct_history()
    story.add("ann", "post.read", {"text": "to all of you"}, post=PUBLIC)

    assert kinds(story) == ["lost"]


def test_authors_find_what_they_wrote():
    story = correct_history()
    story.add("ann", "post.read", outcome="fail", post=PUBLIC)

    assert kinds(story) == ["lost"]


def test_the_longest_lag_is_in_the_verdict():
    story = correct_history()
    story.add("bob", "lag").seconds = 1.5

    assert result_of(story.records, correct_dump()).max_lag_s == 1.5


def test_what_the_case_itself_found_is_in_the_verdict():
    dump = correct_dump() | {"findings": [["broken", "a worker did not recover"]]}

    assert result_of(correct_history().records, dump).findings == [("broken", "a worker did not recover")]


def test_a_run_without_people_is_judged_by_what_the_case_found():
    assert result_of([], {"findings": [["drift", "a count is wrong"]]}).line().endswith("drift 1 max_lag_s 0.00")
