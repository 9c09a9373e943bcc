"""What people are called, from events in any order and from callers who are faster than their events."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.accounts import AccountRegistered
from contracts.profiles import ProfileUpdated
from relations.people.models import Person
from relations.people.selectors import card, people_by_id
from relations.people.services import person_ensure


@pytest.fixture
def events():
    account_id = uuid4()
    return [
        AccountRegistered(account_id=account_id, username="mary", registered_at=datetime.now(UTC), version=1),
        ProfileUpdated(account_id=account_id, username="mary", display_name="Mary Ann", version=2),
        ProfileUpdated(account_id=account_id, username="mary", display_name="Mary", version=3),
    ]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_the_latest_name_wins_in_any_order(deliver, events, order, times):
    for index in order:
        deliver(events[index], times=times)

    person = Person.objects.get()
    assert (person.id, person.username, person.display_name) == (events[0].account_id, "mary", "Mary")


def test_a_new_person_is_called_by_the_username(deliver, events):
    deliver(events[0])

    assert card(Person.objects.get()) == {
        "id": str(events[0].account_id),
        "username": "mary",
        "display_name": "mary",
        "avatar": None,
    }


def test_a_caller_whose_registration_has_not_arrived_is_known_and_overwritten(deliver, events):
    person_ensure(events[0].account_id, "mary")
    deliver(events[1])
    person_ensure(events[0].account_id, "mary")

    assert Person.objects.get().display_name == "Mary Ann"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_the_latest_picture_wins_in_any_order(deliver, events, order):
    first = events[1].model_copy(update={"avatar": "profiles/aa/aaaa", "avatar_blurhash": "LKO2"})
    second = events[2].model_copy(update={"avatar": "profiles/bb/bbbb", "avatar_blurhash": "LTI,"})

    for index in order:
        deliver([events[0], first, second][index])

    assert card(Person.objects.get())["avatar"] == {"path": "profiles/bb/bbbb", "blurhash": "LTI,"}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 10])
def test_people_cost_one_query_however_many(django_assert_num_queries, count):
    ids = [uuid4() for _ in range(count)]
    for each in ids:
        person_ensure(each, "somebody")

    with django_assert_num_queries(1):
        assert set(people_by_id([*ids, uuid4()])) == set(ids)
