"""Invitations to groups and requests to join them: who is notified, and until when."""

import pytest
from factories import LIST, blocked, joined, new_id, person, ungrouped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Cause, JoinRequest, Notification, Removal
from notifications.services import groups
from relations.models import Membership
from runtime.thoroughness import rounds

pytestmark = pytest.mark.django_db


def shown(found) -> list[tuple[str, int]]:
    return [(each["type"], each["senders_count"]) for each in found]


@pytest.fixture
def club(deliver):
    """Return a group with an owner and a moderator."""

    class Club:
        id, owner, moderator = new_id(), new_id(), new_id()

        def __call__(self, who, state="active", version=1, **fields):
            deliver(joined(group=self.id, who=who, state=state, version=version, **fields))

    made = Club()
    made(made.owner, role="owner")
    made(made.moderator, role="moderator")
    made(new_id())
    return made


@pytest.mark.parametrize("times", [1, 2])
def test_an_invited_account_is_notified(deliver, inbox, unread, times):
    me, ada, group = new_id(), person("Ada"), new_id()

    deliver(joined(group=group, who=me, state="invited", invited_by=ada), times=times)

    (found,) = inbox(me, "?type=group_invitation")
    assert found["target"] == {"type": "group", "id": str(group)}
    assert (found["text"], [each["username"] for each in found["senders"]]) == ("Ada invited you to a group.", ["ada"])
    assert (unread(me), inbox(ada)) == (1, [])


@pytest.mark.parametrize("state", ["active", "none", "banned"], ids=["accepted", "withdrawn", "banned"])
def test_an_answered_invitation_is_gone(club, inbox, state):
    me = new_id()
    club(me, "invited", invited_by=club.owner)

    club(me, state, version=2)

    assert inbox(me) == []


def test_invitations_to_several_accounts_and_groups_are_apart(deliver, inbox):
    people, ada, chess, choir = [new_id(), new_id()], person("Ada"), new_id(), new_id()
    for me in people:
        for group in (chess, choir):
            deliver(joined(group=group, who=me, state="invited", invited_by=ada))

    deliver(joined(group=chess, who=people[0], state="none", version=2))

    assert [each["target"]["id"] for each in inbox(people[0])] == [str(choir)]
    assert len(inbox(people[1])) == 2


def test_an_invitation_by_another_member_replaces_the_first(club, inbox):
    me, bob = new_id(), person("Bob")
    club(me, "invited", invited_by=person("Ada"))
    club(me, "none", version=2)

    club(me, "invited", version=3, invited_by=bob)

    (found,) = inbox(me)
    assert [each["id"] for each in found["senders"]] == [str(bob)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_request_notifies_those_who_may_answer_it(club, deliver, inbox, times):
    ada = person("Ada")

    deliver(joined(group=club.id, who=ada, state="requested"), times=times)

    for each in (club.owner, club.moderator):
        (found,) = inbox(each)
        assert (found["type"], found["target"]) == ("group_request", {"type": "group", "id": str(club.id)})
        assert found["text"] == "Ada asked to join a group that you moderate."
    assert Cause.objects.count() == 2


@pytest.mark.parametrize("state", ["active", "none", "banned"], ids=["accepted", "rejected", "banned"])
def test_an_answered_request_is_gone_for_all_moderators(club, inbox, unread, state):
    ada, bob = person("Ada"), person("Bob")
    club(ada, "requested")
    club(bob, "requested")

    club(ada, state, version=2)

    assert [shown(inbox(each)) for each in (club.owner, club.moderator)] == [[("group_request", 1)]] * 2
    club(bob, state, version=2)
    assert [(inbox(each), unread(each)) for each in (club.owner, club.moderator)] == [([], 0)] * 2


@pytest.mark.parametrize(("state", "role"), [("none", "member"), ("active", "member"), ("banned", "member")])
def test_who_moderates_no_longer_sees_no_requests_until_it_does_again(api, club, inbox, unread, state, role):
    club(person("Ada"), "requested")
    (before,) = inbox(club.moderator)

    club(club.moderator, state, version=2, role=role)

    assert (inbox(club.moderator), unread(club.moderator)) == ([], 0)
    assert api(club.moderator).put(f"{LIST}{before['id']}/read/").status_code == 404
    club(person("Bob"), "requested")
    club(club.moderator, version=3, role="moderator")
    assert shown(inbox(club.moderator)) == [("group_request", 2)]


def test_the_role_is_checked_when_the_list_is_read(club, inbox):
    club(person("Ada"), "requested")
    Membership.objects.filter(account_id=club.moderator).update(role="member")

    assert inbox(club.moderator) == []


def test_a_role_that_is_not_known_answers_no_requests(club, inbox):
    club(club.moderator, version=2, role="visitor")

    club(person("Ada"), "requested")

    assert inbox(club.moderator) == []


def test_a_new_moderator_is_notified_of_the_requests_that_wait(club, inbox):
    me = new_id()
    club(person("Ada"), "requested", minutes=1)
    club(person("Bob"), "requested", minutes=2)

    club(me, role="admin")

    (found,) = inbox(me)
    assert found["text"] == "Bob and Ada asked to join a group that you moderate."


def test_the_end_of_a_group_removes_what_is_about_it(club, deliver, inbox, unread):
    me = new_id()
    club(me, "invited", invited_by=club.owner)
    club(person("Ada"), "requested")

    deliver(ungrouped(club.id), times=2)

    assert [(inbox(each), unread(each)) for each in (me, club.owner, club.moderator)] == [([], 0)] * 3


def test_a_request_of_somebody_who_is_blocked_is_not_shown(club, deliver, inbox):
    ada = person("Ada")
    club(ada, "requested")

    deliver(blocked(by=ada, who=club.moderator))

    assert (inbox(club.moderator), shown(inbox(club.owner))) == ([], [("group_request", 1)])


def test_a_group_of_many_moderators_is_notified_by_jobs(club, inbox, run_jobs, monkeypatch):
    monkeypatch.setattr(groups, "BATCH", 2)
    moderators = [club.owner, club.moderator, *(new_id() for _ in range(3))]
    for each in moderators[2:]:
        club(each, role="moderator")
    ada = person("Ada")

    club(ada, "requested")
    assert sum(len(inbox(each)) for each in moderators) == 2
    run_jobs()
    assert [len(inbox(each)) for each in moderators] == [1] * 5

    club(ada, "none", version=2)
    run_jobs()
    assert [inbox(each) for each in moderators] == [[]] * 5


def test_a_new_moderator_of_many_requests_is_notified_by_jobs(club, inbox, run_jobs, monkeypatch):
    monkeypatch.setattr(groups, "BATCH", 2)
    for _ in range(5):
        club(new_id(), "requested")
    me = new_id()

    club(me, role="moderator")
    run_jobs()

    assert shown(inbox(me)) == [("group_request", 5)]


GROUP, OWNER, ME, ADA = (new_id() for _ in range(4))
HISTORY = [
    joined(group=GROUP, who=OWNER, role="owner", version=1),
    joined(group=GROUP, who=ME, state="invited", invited_by=OWNER, version=1, minutes=1),
    joined(group=GROUP, who=ME, state="active", version=2, minutes=2),
    joined(group=GROUP, who=ADA, state="requested", version=1, minutes=3),
    joined(group=GROUP, who=ME, state="active", role="moderator", version=3, minutes=4),
    joined(group=GROUP, who=ADA, state="none", version=2, minutes=5),
    joined(group=GROUP, who=ADA, state="requested", version=3, minutes=6),
    joined(group=GROUP, who=ME, state="none", version=4, minutes=7),
    joined(group=GROUP, who=ME, state="invited", invited_by=OWNER, version=5, minutes=8),
]
REQUEST, INVITATION = [("group_request", 1)], [("group_invitation", 1)]
SHOWN = [
    ([], []),
    ([], INVITATION),
    ([], []),
    (REQUEST, []),
    (REQUEST, REQUEST),
    ([], []),
    (REQUEST, REQUEST),
    (REQUEST, []),
    (REQUEST, INVITATION),
]
"""What the owner and I see after each event of the history."""


@settings(max_examples=rounds(30, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_happens_in_a_group_in_any_order_ends_in_one_state(deliver_together, inbox, data):
    for model in (Cause, Notification, Removal, JoinRequest, Membership):
        model.objects.all().delete()
    count = data.draw(st.integers(min_value=1, max_value=len(HISTORY)))
    known = HISTORY[:count]
    events = data.draw(st.permutations([*known, *data.draw(st.lists(st.sampled_from(known), max_size=5))]))
    size = data.draw(st.integers(min_value=1, max_value=len(events)))

    for start in range(0, len(events), size):
        deliver_together(*events[start : start + size])

    assert (shown(inbox(OWNER)), shown(inbox(ME))) == SHOWN[count - 1]


def test_a_rebuild_notifies_nobody(inbox, monkeypatch):
    from chassis.events.rebuilding import rebuild
    from chassis.testing.sources import source_of

    with source_of([HISTORY[0], HISTORY[1], HISTORY[3]]) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        rebuild("memberships")

    assert inbox(OWNER) == inbox(ME) == []
