"""Many requests about one profile at once: constraints of the database decide."""

import pytest
from factories import follow_changed

from chassis.events.recounting import counts_differing
from chassis.ids import uuid7
from profiles.models import Profile
from profiles.projections.connections import SUSPECTS, FollowCount, follow_counts_repair

REQUESTS = 20


@pytest.mark.django_db(transaction=True)
def test_parallel_first_visits_make_one_profile(api, at_once):
    client = api(uuid7(), "ada")

    answers = at_once(lambda _: client.get("/api/v1/users/me/").status_code, REQUESTS)

    assert set(answers) == {200}
    assert Profile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_edits_are_all_emitted_with_versions_of_their_own(api, at_once, emitted):
    client = api(uuid7(), "ada")

    answers = at_once(lambda n: client.patch("/api/v1/users/me/", {"display_name": f"Ada {n}"}).status_code, REQUESTS)

    assert set(answers) == {200}
    events = sorted(emitted(), key=lambda event: event.version)
    assert [event.version for event in events] == list(range(1, REQUESTS + 1))
    profile = Profile.objects.get()
    assert (profile.version, profile.display_name) == (REQUESTS, events[-1].display_name)


@pytest.mark.django_db(transaction=True)
def test_a_repair_loses_no_follow_that_arrives_meanwhile(deliver, at_once):
    followee = uuid7()
    deliver(follow_changed(uuid7(), followee))
    FollowCount.objects.update(followers_count=50)

    def follow_or_repair(number: int) -> None:
        if number % 4 == 0:
            follow_counts_repair()
        deliver(follow_changed(uuid7(), followee))

    at_once(follow_or_repair, REQUESTS)
    follow_counts_repair()

    assert FollowCount.objects.get(account_id=followee).followers_count == REQUESTS + 1
    assert counts_differing(SUSPECTS) == []


@pytest.mark.django_db(transaction=True)
def test_follows_after_a_repair_are_counted_on_from_the_right_number(deliver, at_once):
    followee = uuid7()
    deliver(follow_changed(uuid7(), followee))
    FollowCount.objects.update(followers_count=50)

    at_once(
        lambda number: follow_counts_repair() if number == 0 else deliver(follow_changed(uuid7(), followee)), REQUESTS
    )

    assert FollowCount.objects.get(account_id=followee).followers_count == REQUESTS
