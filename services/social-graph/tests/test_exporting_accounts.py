"""What an export has of this service: whom its owner follows, and who follows the owner."""

import pytest

from chassis.ids import uuid7
from personal_data import views
from personal_data.testing import exported_here
from relations.people.models import Person
from social_graph.models import Follow
from social_graph.personal_data import COLLECTIONS

pytestmark = pytest.mark.django_db


def person(name):
    return Person.objects.create(id=uuid7(), username=name, display_name=name).id


def follows(follower_id, followee_id, state="active"):
    return Follow.objects.create(
        follower_id=follower_id, followee_id=followee_id, state=state, version=1, position=uuid7()
    )


def test_follows_in_both_directions_and_none_that_ended():
    ada, bob, eve = (person(name) for name in ("ada", "bob", "eve"))
    follows(ada, bob)
    follows(eve, ada)
    follows(ada, eve, state="none")
    follows(bob, eve)

    exported = exported_here(ada)

    named = {name: [(each["account_id"], each["username"]) for each in items] for name, items in exported.items()}
    assert named == {"following": [(str(bob), "bob")], "followers": [(str(eve), "eve")]}


@pytest.mark.parametrize("page", [1, 2, 10])
def test_every_follow_is_there_once_however_long_a_page_is(monkeypatch, page):
    monkeypatch.setattr(views, "PAGE", page)
    ada, others = person("ada"), [person(f"other_{number}") for number in range(4)]
    for other in others:
        follows(ada, other)

    assert [each["account_id"] for each in exported_here(ada)["following"]] == [str(other) for other in others]


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_page_costs_two_queries_however_long_it_is(name, count, django_assert_num_queries):
    ada = person("ada")
    for other in [person(f"other_{number}") for number in range(count)]:
        follows(ada, other)
        follows(other, ada)

    with django_assert_num_queries(2):  # the follows, and the names
        assert len(COLLECTIONS[name].page(account_id=ada, after=None, limit=500)) == count
