"""Lists of people read the edges that are shown, and not those that have ended."""

import pytest
from django.db import connection
from factories import PersonFactory

from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from relations.people.models import Person
from social_graph.models import Follow

pytestmark = pytest.mark.django_db
SHOWN, ENDED = 30, 1500


def edges(person, count, state, here, there) -> None:
    people = Person.objects.bulk_create(
        Person(id=uuid7(), username=f"p{uuid7().hex}", display_name="P") for _ in range(count)
    )
    Follow.objects.bulk_create(
        Follow(**{here: person.id, there: other.id}, state=state, version=1, position=uuid7()) for other in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [("followers", "followee_id", "follower_id"), ("following", "follower_id", "followee_id")],
)
def test_ended_edges_are_not_read(api, kind, here, there):
    person, other = PersonFactory(), PersonFactory()
    edges(person, SHOWN, "active", here, there)
    edges(other, ENDED, "active", here, there)
    address = f"/api/v1/users/{person.id}/{kind}/?limit=10"
    before = rows_read(lambda: api().get(address))

    edges(person, ENDED, "none", here, there)

    assert rows_read(lambda: api().get(address)) <= before
