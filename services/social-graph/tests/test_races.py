"""Many requests about one edge at once (J02): one statement of the database decides."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from factories import PersonFactory

from social_graph.models import Follow

THREADS = 8
REQUESTS = 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("methods", [["put"], ["put", "delete"]], ids=["follow", "follow and unfollow"])
def test_parallel_changes_leave_one_state_and_emit_every_change_once(api, emitted, methods):
    follower, followee = PersonFactory(), PersonFactory()
    client = api(follower.id, follower.username)

    def ask(number: int) -> int:
        try:
            return getattr(client, methods[number % len(methods)])(f"/api/v1/users/{followee.id}/follow/").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(ask, range(REQUESTS))) == {200}

    edge = Follow.objects.get()
    events = sorted(emitted(), key=lambda event: event.version)
    # Every version was emitted exactly once, each state differs from the one before, and the last is what is stored.
    assert [event.version for event in events] == list(range(1, edge.version + 1))
    assert [event.state for event in events] == [
        ("none", "active")[version % 2] for version in range(1, edge.version + 1)
    ]
    assert events[-1].state == edge.state
