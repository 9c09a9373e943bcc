"""PostPublished, PostEdited, PostDeleted: how many public posts somebody has."""

from itertools import permutations

import pytest
from factories import ProfileFactory, post_deleted, post_edited, post_published

from chassis.ids import uuid7
from profiles.projections.posts import Post, PostCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    """Return an account with a profile."""
    return ProfileFactory().id


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(("visibility", "count"), [("public", 1), ("followers", 0), ("private", 0), ("later", 0)])
def test_a_post_counts_if_everybody_may_read_it(deliver, counts, author, visibility, count, times):
    deliver(post_published(author, uuid7(), visibility), times=times)

    assert counts(author) == (0, 0, count)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(("before", "after", "count"), [("public", "private", 0), ("private", "public", 1)])
def test_an_edit_of_the_audience_moves_the_count(deliver, counts, author, before, after, count, times):
    post_id = uuid7()
    deliver(post_published(author, post_id, before))

    deliver(post_edited(author, post_id, after), times=times)

    assert counts(author) == (0, 0, count)


@pytest.mark.parametrize("times", [1, 2])
def test_a_deleted_post_counts_no_longer(deliver, counts, author, times):
    post_id = uuid7()
    deliver(post_published(author, post_id))
    deliver(post_published(author, uuid7()))

    deliver(post_deleted(author, post_id), times=times)

    assert counts(author) == (0, 0, 1)


def test_the_events_of_a_post_give_the_same_state_in_every_order(deliver, counts, author):
    """Among the orders: deleted before published, edited after deleted."""
    for order in permutations([post_published, post_edited, post_deleted]):
        post_id = uuid7()
        for event in order:
            deliver(event(author, post_id), times=2)

        assert counts(author) == (0, 0, 0), order
        assert not Post.objects.get(id=post_id).is_counted
    assert PostCount.objects.get().posts_count == 0
