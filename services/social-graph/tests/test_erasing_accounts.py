"""The relations of a deleted account end, in both directions."""

import pytest
from django.db import connection
from factories import (
    BlockFactory,
    FollowFactory,
    MuteFactory,
    PersonFactory,
    befriend,
)

from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged, MuteChanged
from personal_data.testing import erase_here
from relations.models import Tie
from relations.people.models import Person
from social_graph.models import Block, Follow, Friendship, Mute
from social_graph.services import erasing, follows

pytestmark = pytest.mark.django_db


def test_follows_of_and_by_the_account_end(api, run_jobs, emitted):
    erased, other = PersonFactory(), PersonFactory()
    FollowFactory(follower_id=erased.id, followee_id=other.id)
    FollowFactory(follower_id=other.id, followee_id=erased.id, version=3)
    kept = FollowFactory()

    erase_here(erased.id, run_jobs=run_jobs)

    assert list(Follow.objects.filter(state="active")) == [kept]
    assert {(each.follower_id, each.followee_id, each.state, each.version) for each in emitted()} == {
        (erased.id, other.id, "none", 2),
        (other.id, erased.id, "none", 4),
    }
    assert {type(each) for each in emitted()} == {FollowChanged}
    assert not Person.objects.filter(id=erased.id).exists()
    assert api(other.id).put(f"/api/v1/users/{erased.id}/follow/").status_code == 404


def test_requests_to_follow_end_and_are_cancelled(run_jobs, emitted):
    erased = PersonFactory()
    FollowFactory(follower_id=erased.id, state="requested")
    FollowFactory(followee_id=erased.id, state="requested")

    erase_here(erased.id, run_jobs=run_jobs)

    assert set(Follow.objects.values_list("state", "outcome")) == {("none", "cancelled")}
    assert [each.state for each in emitted()] == ["none", "none"]


def test_friends_blocks_and_mutes_end(run_jobs, emitted):
    erased, others = PersonFactory(), [PersonFactory() for _ in range(3)]
    befriend(erased.id, others[0].id)
    befriend(others[1].id, erased.id, state="sent")
    BlockFactory(blocker_id=erased.id, blocked_id=others[2].id)
    BlockFactory(blocker_id=others[0].id, blocked_id=erased.id)
    MuteFactory(muter_id=erased.id, muted_id=others[0].id)
    MuteFactory(muter_id=others[0].id, muted_id=erased.id)

    erase_here(erased.id, run_jobs=run_jobs)

    assert set(Friendship.objects.values_list("state", flat=True)) == {"none"}
    assert set(Block.objects.values_list("state", flat=True)) == {"none"}
    assert set(Mute.objects.values_list("state", flat=True)) == {"none"}
    assert not Tie.objects.filter(state="active").exists()
    counted = {kind: sum(type(each) is kind for each in emitted()) for kind in (FriendshipChanged, BlockChanged)}
    assert counted == {FriendshipChanged: 2, BlockChanged: 2}
    assert [each.state for each in emitted() if type(each) is MuteChanged] == ["none", "none"]


def test_however_many_follows_there_are_all_end_in_steps(run_jobs, emitted, monkeypatch):
    monkeypatch.setattr(follows, "EDGES_AT_ONCE", 2)
    with connection.cursor() as cursor:
        # PostgreSQL expects an empty table, and plans to compare each of its rows with those that are to be changed.
        cursor.execute("ANALYZE; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    erased = PersonFactory()
    for _ in range(5):
        FollowFactory(followee_id=erased.id)
    assert erasing.relations_erase(account_id=erased.id)
    assert Follow.objects.filter(state="active").count() == 3
    erase_here(erased.id, run_jobs=run_jobs)

    assert not Follow.objects.filter(state="active").exists()
    assert len(emitted()) == 5


def test_however_many_friends_there_are_all_are_left_in_steps(run_jobs, emitted, monkeypatch):
    monkeypatch.setattr(erasing, "PAIRS_AT_ONCE", 2)
    erased = PersonFactory()
    for _ in range(5):
        befriend(erased.id, PersonFactory().id)

    assert erasing.relations_erase(account_id=erased.id)
    assert Friendship.objects.filter(account_id=erased.id, state="friends").count() == 3
    erase_here(erased.id, run_jobs=run_jobs)

    assert not Friendship.objects.exclude(state="none").exists()
    assert len(emitted()) == 5
