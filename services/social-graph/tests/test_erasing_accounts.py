"""The ties of a deleted account end, in both directions."""

import pytest
from factories import FollowFactory, PersonFactory

from contracts.social_graph import FollowChanged
from personal_data.testing import erase_here
from relations.people.models import Person
from social_graph import services
from social_graph.models import Follow

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


def test_however_many_there_are_all_end_in_steps(run_jobs, emitted, monkeypatch):
    monkeypatch.setattr(services, "EDGES_AT_ONCE", 2)
    erased = PersonFactory()
    for _ in range(5):
        FollowFactory(followee_id=erased.id)

    assert services.follows_erase(account_id=erased.id)
    assert Follow.objects.filter(state="active").count() == 3
    erase_here(erased.id, run_jobs=run_jobs)

    assert not Follow.objects.filter(state="active").exists()
    assert len(emitted()) == 5
