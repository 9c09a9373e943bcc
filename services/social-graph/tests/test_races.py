"""Many requests about one pair or one group at once (J02 to J04, J18): the database decides, and one wins."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from factories import (
    FollowFactory,
    GroupFactory,
    MemberFactory,
    PersonFactory,
    befriend,
    privacy_changed,
    private_person,
)

from contracts import Event
from contracts.social_graph import FollowChanged
from social_graph.models import Block, Follow, Friendship, Member

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
REQUESTS = 50
ROUNDS = 10
Act = Callable[[], int]


def at_once(acts: Sequence[Act]) -> list[int]:
    """Run all acts in threads, and return the status of each."""

    def run(act: Act) -> int:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, acts))


def check_gapless(events: Sequence[Event], last: int) -> None:
    """Every version was emitted exactly once."""
    assert sorted(event.version for event in events) == list(range(1, last + 1))


@pytest.mark.parametrize("methods", [["put"], ["put", "delete"]], ids=["follow", "follow and unfollow"])
def test_parallel_changes_leave_one_state_and_emit_every_change_once(api, emitted, methods):
    follower, followee = PersonFactory(), PersonFactory()
    client, address = api(follower.id, follower.username), f"/api/v1/users/{followee.id}/follow/"

    def ask(number: int) -> Act:
        return lambda: getattr(client, methods[number % len(methods)])(address).status_code

    assert set(at_once([ask(number) for number in range(REQUESTS)])) == {200}

    edge = Follow.objects.get()
    events = sorted(emitted(), key=lambda event: event.version)
    check_gapless(events, edge.version)
    # Each state differs from the one before, and the last is what is stored.
    assert [event.state for event in events] == [
        ("none", "active")[version % 2] for version in range(1, edge.version + 1)
    ]
    assert events[-1].state == edge.state


ANSWERS = {
    "accept or cancel": ("accept", "cancel"),
    "accept or reject": ("accept", "reject"),
    "accept or block": ("accept", "block"),
    "cancel or block": ("cancel", "block"),
}


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("kind", ["follow", "friend"])
def test_a_request_has_one_answer(api, emitted, answers, kind):
    for _ in range(ROUNDS):
        sender, recipient = PersonFactory(), PersonFactory()
        if kind == "follow":
            request = FollowFactory(follower_id=sender.id, followee_id=recipient.id, state="requested").request_id
            address = f"/api/v1/follow-requests/{request}/"
        else:
            address = f"/api/v1/friends/request/{befriend(sender.id, recipient.id, 'sent').request_id}/"
        own, other = api(sender.id), api(recipient.id)
        acts = {
            "accept": lambda other=other, address=address: other.put(address, {"action": "accept"}).status_code,
            "reject": lambda other=other, address=address: other.put(address, {"action": "reject"}).status_code,
            "cancel": lambda own=own, address=address: own.put(address, {"action": "cancel"}).status_code,
            "block": lambda other=other, sender=sender: other.put(f"/api/v1/users/{sender.id}/block/").status_code,
        }

        statuses = at_once([acts[answer] for answer in answers for _ in range(3)])

        first, second = statuses[:3], statuses[3:]
        if answers[1] != "block":
            assert {*first} | {*second} == {200, 409}, statuses
            assert {len({*first}), len({*second})} == {1}
        else:
            assert {*second} == {200}
            rows = Follow.objects.filter(follower_id=sender.id) if kind == "follow" else Friendship.objects
            assert not rows.filter(state__in=["active", "requested", "friends", "sent", "received"]).exists()


def test_nothing_survives_a_block(api):
    for _ in range(ROUNDS):
        one, other = PersonFactory(), PersonFactory()
        client, others = api(one.id), api(other.id)
        acts: list[Act] = [
            lambda client=client, other=other: client.put(f"/api/v1/users/{other.id}/block/").status_code
        ]
        for _ in range(3):
            acts += [
                lambda others=others, one=one: others.put(f"/api/v1/users/{one.id}/follow/").status_code,
                lambda client=client, other=other: client.put(f"/api/v1/users/{other.id}/follow/").status_code,
                lambda others=others, one=one: others.post("/api/v1/friends/request/", {"to": str(one.id)}).status_code,
            ]

        statuses = at_once(acts)

        assert statuses[0] == 200
        assert set(statuses) <= {200, 201, 404}
        assert not Follow.objects.exclude(state="none").exists()
        assert not Friendship.objects.exclude(state="none").exists()
    assert Block.objects.filter(state="active").count() == ROUNDS


def test_two_who_ask_each_other_at_once_are_friends(api, emitted):
    for _ in range(ROUNDS):
        one, other = PersonFactory(), PersonFactory()
        acts = [
            lambda a=a, b=b: api(a.id).post("/api/v1/friends/request/", {"to": str(b.id)}).status_code
            for a, b in ((one, other), (other, one))
        ]

        assert at_once(acts) == [201, 201]
        rows = Friendship.objects.filter(account_id__in=[one.id, other.id])
        assert {(row.state, row.version) for row in rows} == {("friends", 2)}
    assert Counter(event.version for event in emitted()) == {1: ROUNDS, 2: ROUNDS}


def test_nobody_waits_for_an_account_that_has_become_public(api, deliver, run_jobs, emitted):
    for _ in range(ROUNDS):
        them = private_person()
        clients = [api(PersonFactory().id) for _ in range(5)]
        address = f"/api/v1/users/{them.id}/follow/"

        def become_public(account_id=them.id) -> int:
            deliver(privacy_changed(account_id, "open", 2))
            return 200

        acts = [lambda client=client, address=address: client.put(address).status_code for client in clients]
        assert set(at_once([*acts[:3], become_public, *acts[3:]])) == {200}
        run_jobs()

        assert Follow.objects.filter(followee_id=them.id, state="active").count() == 5
    assert not Follow.objects.exclude(state="active").exists()
    last = {(event.follower_id, event.version): event.state for event in emitted() if isinstance(event, FollowChanged)}
    assert set(last.values()) <= {"requested", "active"}


def test_a_group_keeps_an_owner_when_all_leave_at_once(api):
    for _ in range(ROUNDS):
        group = GroupFactory()
        for _ in range(3):
            MemberFactory(group=group, role="owner")
        owners = list(Member.objects.filter(group=group, role="owner").values_list("account_id", flat=True))
        address = f"/api/v1/groups/{group.id}/membership/"

        statuses = at_once([lambda o=owner, a=address: api(o).delete(a).status_code for owner in owners])

        assert sorted(statuses) == [200, 200, 200, 409]
        group.refresh_from_db()
        assert group.members_count == Member.objects.filter(group=group, state="active", role="owner").count() == 1


def test_members_who_come_and_go_at_once_are_counted_right(api, emitted):
    group = GroupFactory()
    clients = [api(PersonFactory().id) for _ in range(4)]
    address = f"/api/v1/groups/{group.id}/membership/"
    methods = ["put", "delete", "put", "delete", "put"]

    acts = [lambda c=client, m=method: getattr(c, m)(address).status_code for method in methods for client in clients]

    assert set(at_once(acts)) == {200}
    group.refresh_from_db()
    assert group.members_count == Member.objects.filter(group=group, state="active").count()
    for member in Member.objects.filter(group=group, role="member"):
        check_gapless([event for event in emitted() if event.account_id == member.account_id], member.version)
