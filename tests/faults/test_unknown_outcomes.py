"""An unknown outcome may have happened or not, but all services must agree."""

import pytest

from tests.faults.check import result_of
from tests.faults.example_run import COMMENT, PUBLIC, HistoryBuilder, card, comment, correct_dump, correct_history, post


def kinds(story: HistoryBuilder, dump: dict) -> set[str]:
    return {kind for kind, _ in result_of(story.records, dump).findings}


def test_a_post_of_unknown_outcome_may_not_be_there():
    story = correct_history()
    story.add("ann", "post.create", outcome="info", text="perhaps", visibility="private")

    assert kinds(story, correct_dump()) == set()


def test_a_post_of_unknown_outcome_that_exists_must_be_everywhere():
    story, dump = correct_history(), correct_dump()
    story.add("ann", "post.create", outcome="info", text="perhaps", visibility="private")
    dump["users"]["ann"]["posts"].insert(0, post("0e", "perhaps", "private"))

    assert kinds(story, dump) == {"drift"}  # the post is neither in her own list nor in her feed

    dump["users"]["ann"]["feed"].insert(0, post("0e", "perhaps", "private"))
    dump["authors"]["ann"]["ann"].insert(0, "0e")

    assert kinds(story, dump) == set()


def test_a_comment_of_unknown_outcome_that_is_there_must_be_counted():
    story, dump = correct_history(), correct_dump()
    story.add("ann", "comment.create", outcome="info", post=PUBLIC, text="perhaps")
    dump["posts"][PUBLIC]["comments"].append(comment("1c", "ann", "perhaps", 0))

    assert kinds(story, dump) == {"drift"}


def test_a_deletion_of_unknown_outcome_may_have_happened_or_not():
    story = correct_history()
    story.add("cat", "comment.delete", outcome="info", comment=COMMENT)

    assert kinds(story, correct_dump()) == set()


@pytest.mark.parametrize("op", ["follow", "unfollow"])
def test_an_edge_that_two_places_changed_at_once_is_as_its_owner_says(op: str):
    story, dump = correct_history(), correct_dump()
    story.add("bob", op, followee="ann", contested=True)

    assert kinds(story, dump) == set()

    dump["users"]["bob"]["following"] = []

    assert kinds(story, dump) == {"drift", "leaks"}  # the others still count the follow, and bob reads as a follower


def test_an_operation_after_a_contested_one_is_certain_again():
    story, dump = correct_history(), correct_dump()
    story.add("bob", "like", post=PUBLIC, contested=True)
    story.add("bob", "like", post=PUBLIC)
    dump["posts"][PUBLIC]["likes"] = []

    assert "lost" in kinds(story, dump)


def test_what_was_refused_has_no_effect():
    story, dump = correct_history(), correct_dump()
    story.add("cat", "follow", outcome="fail", followee="bob")
    dump["users"]["cat"]["following"] = [card("bob")]

    assert kinds(story, dump) == {"unexpected"}
