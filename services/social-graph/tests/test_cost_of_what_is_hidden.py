"""Lists, exports and steps of jobs read what they are about, and neither what has ended nor what is others'."""

import pytest
from django.db import connection
from factories import GroupFactory, MemberFactory, PersonFactory

from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from relations.people.models import Person
from social_graph.models import Follow, Friendship, Group, Member
from social_graph.selectors.groups import next_owner
from social_graph.selectors.personal_data import groups_of
from social_graph.services.erasing import relations_erase
from social_graph.services.groups import memberships_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_tables")]
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


def members(group, count, state) -> None:
    """Add members whose accounts are not known here."""
    Member.objects.bulk_create(
        Member(group=group, account_id=uuid7(), state=state, version=1, position=uuid7()) for _ in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_the_last_step_of_a_deleted_group_does_not_read_who_has_left_it():
    group = Group.objects.create(visibility="public", joining="open")
    members(group, ENDED, "none")
    members(GroupFactory(), ENDED, "active")

    assert rows_read(lambda: memberships_end(str(group.id), {})) <= 20


def test_the_last_step_of_an_erasure_reads_neither_what_has_ended_nor_members_of_groups():
    erased = PersonFactory().id
    ended = {"account_id": erased, "state": "none", "version": 1}
    Friendship.objects.bulk_create(Friendship(other_id=uuid7(), position=uuid7(), **ended) for _ in range(ENDED))
    members(GroupFactory(), ENDED, "active")

    assert rows_read(lambda: relations_erase(account_id=erased)) <= 20


def test_the_next_owner_of_a_group_is_found_without_reading_its_members():
    owner = MemberFactory(role="owner")
    members(owner.group, ENDED, "active")

    assert rows_read(lambda: next_owner(owner.group)) <= 20


def test_an_export_reads_the_groups_of_its_account_only():
    member = MemberFactory()
    members(member.group, ENDED, "active")

    assert rows_read(lambda: groups_of(account_id=member.account_id, after=None, limit=10)) <= 20
