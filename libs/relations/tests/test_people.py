"""What people are called, from events in any order and from callers who are faster than their events."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

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


@pytest.fixture
def hidden(events):
    """Return the event by which Mary hides her connections."""
    return ProfileUpdated(
        account_id=events[0].account_id, username="mary", display_name="Mary", hides_connections=True, version=4
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 1, 0, 1)])
def test_what_an_account_hides_is_kept_in_any_order(deliver, events, hidden, order):
    for index in order:
        deliver([events[2], hidden][index])

    assert Person.objects.get().hides_connections is True


def test_an_event_of_a_version_that_does_not_know_the_switch_shows_nothing_again(deliver, events, hidden):
    deliver(hidden)
    deliver(events[1].model_copy(update={"version": 5, "display_name": "Mary Anning"}))

    person = Person.objects.get()
    assert (person.display_name, person.hides_connections) == ("Mary Anning", True)


def test_an_account_shows_its_connections_again_by_an_explicit_word(deliver, hidden):
    deliver(hidden)
    deliver(hidden.model_copy(update={"version": 5, "hides_connections": False}))

    assert Person.objects.get().hides_connections is False


def test_who_is_not_discoverable_is_kept_until_an_event_says_otherwise(deliver, events, hidden):
    deliver(hidden.model_copy(update={"is_discoverable": False}), times=2)
    deliver(hidden.model_copy(update={"version": 5}))
    deliver(events[2])
    assert Person.objects.get().is_discoverable is False

    deliver(hidden.model_copy(update={"version": 6, "is_discoverable": True}))

    assert Person.objects.get().is_discoverable is True


def offer(event, secret="Bearer an-internal-secret-of-the-tests"):
    body = json.dumps({"states": [{"type": event.type, "event": json.loads(event.model_dump_json())}]})
    return Client().post("/internal/people/states/", body, "application/json", headers={"Authorization": secret})


@pytest.mark.parametrize("times", [1, 2])
def test_an_offered_state_takes_effect_before_its_event(deliver, events, hidden, times):
    deliver(events[2])

    assert [offer(hidden).json() for _ in range(times)] == [{"states": 1}] * times
    assert Person.objects.get().hides_connections is True
    deliver(hidden)
    assert Person.objects.get().version == 4


def test_a_late_offer_of_a_person_changes_nothing(deliver, hidden):
    deliver(hidden.model_copy(update={"version": 5, "hides_connections": False}))

    assert offer(hidden).status_code == 200
    assert Person.objects.get().hides_connections is False


@pytest.mark.django_db
def test_a_person_is_not_changed_without_the_secret(hidden):
    assert offer(hidden, secret="Bearer wrong").status_code == 401
    assert not Person.objects.exists()
