"""What an export has of this service: the relations and the groups of its owner."""

import pytest
from factories import BlockFactory, MemberFactory, MuteFactory, PersonFactory, befriend

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

    named = {
        name: [(each["account_id"], each["username"]) for each in items] for name, items in exported.items() if items
    }
    assert named == {"following": [(str(bob), "bob")], "followers": [(str(eve), "eve")]}


def test_what_only_the_owner_knows_and_nothing_that_only_others_know():
    ada, others = person("ada"), [person(f"other_{number}") for number in range(9)]
    follows(ada, others[0], state="requested")
    follows(others[1], ada, state="requested")
    befriend(ada, others[2])
    befriend(ada, others[3], "sent")
    befriend(others[4], ada, "sent")
    BlockFactory(blocker_id=ada, blocked_id=others[5])
    BlockFactory(blocker_id=others[6], blocked_id=ada)
    MuteFactory(muter_id=ada, muted_id=others[7])
    MuteFactory(muter_id=others[8], muted_id=ada)

    exported = exported_here(ada)

    assert {name: [each["username"] for each in items] for name, items in exported.items() if items} == {
        "follow_requests_sent": ["other_0"],
        "follow_requests_received": ["other_1"],
        "friends": ["other_2"],
        "friend_requests_sent": ["other_3"],
        "friend_requests_received": ["other_4"],
        "blocks": ["other_5"],
        "mutes": ["other_7"],
    }


@pytest.mark.parametrize("page", [1, 2, 10])
def test_every_follow_is_there_once_however_long_a_page_is(monkeypatch, page):
    monkeypatch.setattr(views, "PAGE", page)
    ada, others = person("ada"), [person(f"other_{number}") for number in range(4)]
    for other in others:
        follows(ada, other)

    assert [each["account_id"] for each in exported_here(ada)["following"]] == [str(other) for other in others]


BEGIN = {
    "following": lambda ada, other: follows(ada, other),
    "followers": lambda ada, other: follows(other, ada),
    "follow_requests_sent": lambda ada, other: follows(ada, other, state="requested"),
    "follow_requests_received": lambda ada, other: follows(other, ada, state="requested"),
    "friends": befriend,
    "friend_requests_sent": lambda ada, other: befriend(ada, other, "sent"),
    "friend_requests_received": lambda ada, other: befriend(other, ada, "sent"),
    "blocks": lambda ada, other: BlockFactory(blocker_id=ada, blocked_id=other),
    "mutes": lambda ada, other: MuteFactory(muter_id=ada, muted_id=other),
}


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("name", BEGIN)
def test_a_page_costs_two_queries_however_long_it_is(name, count, django_assert_num_queries):
    ada = person("ada")
    for other in [person(f"other_{number}") for number in range(count)]:
        BEGIN[name](ada, other)

    with django_assert_num_queries(2):  # the relations, and the names
        assert len(COLLECTIONS[name].page(account_id=ada, after=None, limit=500)) == count


def test_an_export_has_the_groups_of_its_owner():
    member = MemberFactory(role="admin")
    MemberFactory(group=member.group)

    exported = exported_here(member.account_id)["groups"]

    assert [(each["group_id"], each["role"], each["state"]) for each in exported] == [
        (str(member.group_id), "admin", "active")
    ]


def test_an_export_leaves_out_invitations_by_somebody_who_is_blocked():
    me, shown, hidden = (PersonFactory().id for _ in range(3))
    groups = [MemberFactory(account_id=me, state="invited", invited_by=each).group_id for each in (shown, hidden)]
    BlockFactory(blocker_id=me, blocked_id=hidden)

    assert [each["group_id"] for each in exported_here(me)["groups"]] == [str(groups[0])]
