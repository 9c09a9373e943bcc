"""``repair_counts`` finds and corrects drift."""

import pytest
from django.core.management import call_command
from factories import follow_changed, post_published

from chassis.ids import uuid7
from profiles.projections.connections import FollowCount
from profiles.projections.posts import PostCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(deliver):
    """Return two accounts: the first follows the second, and has a post."""
    first, second = uuid7(), uuid7()
    deliver(follow_changed(first, second))
    deliver(post_published(first, uuid7()))
    return first, second


def test_correct_counts_are_not_changed(world, capsys):
    call_command("repair_counts")

    assert capsys.readouterr().out == "follows: drift 0\nposts: drift 0\n"


def test_wrong_and_missing_counts_are_corrected_and_printed(world, capsys):
    first, second = world
    stranger = FollowCount.objects.create(account_id=uuid7(), followers_count=4).account_id
    FollowCount.objects.filter(account_id=first).update(following_count=7)
    FollowCount.objects.filter(account_id=second).delete()
    PostCount.objects.update(posts_count=0)

    call_command("repair_counts")

    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines) == sorted(
        ["follows: drift 3", "posts: drift 1", f"  {first}", f"  {second}", f"  {stranger}", f"  {first}"]
    )
    assert set(FollowCount.objects.values_list("account_id", "followers_count", "following_count")) == {
        (first, 0, 1),
        (second, 1, 0),
        (stranger, 0, 0),
    }
    assert PostCount.objects.get().posts_count == 1
