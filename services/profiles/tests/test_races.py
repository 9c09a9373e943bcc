"""Many requests about one profile at once: the database is the judge."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from chassis.ids import uuid7
from profiles.models import Profile

REQUESTS = 20


@pytest.fixture
def at_once():
    """Run a function with the numbers up to REQUESTS in several threads, and return what it returned."""

    def run(ask):
        def ask_and_close(number: int):
            try:
                return ask(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(ask_and_close, range(REQUESTS)))

    return run


@pytest.mark.django_db(transaction=True)
def test_parallel_first_visits_make_one_profile(api, at_once):
    client = api(uuid7(), "ada")

    answers = at_once(lambda _: client.get("/api/v1/users/me/").status_code)

    assert set(answers) == {200}
    assert Profile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_edits_are_all_emitted_with_versions_of_their_own(api, at_once, emitted):
    client = api(uuid7(), "ada")

    answers = at_once(lambda n: client.patch("/api/v1/users/me/", {"display_name": f"Ada {n}"}).status_code)

    assert set(answers) == {200}
    events = sorted(emitted(), key=lambda event: event.version)
    assert [event.version for event in events] == list(range(1, REQUESTS + 1))
    profile = Profile.objects.get()
    assert (profile.version, profile.display_name) == (REQUESTS, events[-1].display_name)
