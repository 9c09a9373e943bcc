"""Searches and lists cost what they show, not what is hidden; none works on a statement for ever."""

from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction
from factories import ProfileFactory

from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from profiles.models import Profile
from profiles.selectors import search

pytestmark = pytest.mark.usefixtures("fresh_tables")
USERS = "/api/v1/users/"
HIDDEN, SHOWN, OTHERS = 1_000, 30, 1_500


def fill(count, stem, *, is_discoverable=True) -> None:
    """Create many profiles whose texts all contain a word."""
    Profile.objects.bulk_create(
        Profile(
            id=uuid7(),
            username=f"{stem}{number}{'' if is_discoverable else '_h'}",
            display_name=f"{stem} {stem}ly",
            bio=f"{stem} again",
            is_discoverable=is_discoverable,
        )
        for number in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["ann", "an", "ann annly", "annly again", "annq annlyq", "nobody"])
@pytest.mark.parametrize("is_known", [True, False], ids=["somebody", "anonymous"])
def test_who_is_not_discoverable_is_not_read(api, text, is_known):
    fill(OTHERS, "other")
    fill(SHOWN, "ann")
    client = api(uuid7() if is_known else None)
    before = rows_read(lambda: client.get(USERS, {"q": text}))

    fill(HIDDEN, "ann", is_discoverable=False)

    assert rows_read(lambda: client.get(USERS, {"q": text})) <= before


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False], ids=["somebody", "anonymous"])
def test_the_list_does_not_read_who_is_not_discoverable(api, is_known):
    fill(OTHERS, "other")
    client = api(uuid7() if is_known else None)
    before = rows_read(lambda: client.get(USERS))

    fill(HIDDEN, "ann", is_discoverable=False)

    assert rows_read(lambda: client.get(USERS)) <= before


@pytest.fixture
def locked():
    """Hold a lock that every read of profiles waits for, from another connection."""
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE profiles_profile IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(20)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    assert held.wait(5)
    yield
    done.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_ended_by_the_server(api, monkeypatch, locked):
    monkeypatch.setattr(search, "STATEMENT_SECONDS", 0.05)

    response = api().get(USERS, {"q": "ada"})

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.django_db
def test_the_limit_ends_with_the_search(api):
    ProfileFactory(username="ada")
    api().get(USERS, {"q": "ada"})

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
