"""Events may arrive in any order and any number of times: the notifications are the same."""

from itertools import permutations

import pytest
from factories import (
    comment_liked,
    commented,
    edited,
    followed,
    liked,
    new_id,
    person,
    published,
    recommented,
    shared,
    uncommented,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts import Event
from contracts.posts import CommentAdded
from notifications.models import Cause, Notification, Post, Removal
from relations.models import Tie
from relations.people.models import Person
from runtime.thoroughness import rounds

pytestmark = pytest.mark.django_db

ME, HER = new_id(), new_id()
SENDERS = [new_id() for _ in range(3)]
POST = new_id()
COMMENTS = [
    commented(by=sender, author=ME, post=POST, minutes=minutes)
    for minutes, sender in enumerate([SENDERS[0], SENDERS[0], SENDERS[1], HER])
]
HISTORY: list[Event] = [
    published(author=ME, post=POST, visibility="private"),
    edited(author=ME, post=POST, visibility="followers"),
    edited(author=ME, post=POST, version=3, minutes=8, mentions=[HER]),
    edited(author=ME, post=POST, version=4, minutes=9, mentions=[HER, SENDERS[0]]),
    followed(by=SENDERS[0], who=ME, minutes=1),
    followed(by=SENDERS[0], who=ME, state="none", version=2, minutes=2),
    followed(by=SENDERS[0], who=ME, version=3, minutes=13 * 60),
    followed(by=SENDERS[1], who=ME, minutes=14 * 60),
    liked(by=SENDERS[0], author=ME, post=POST, minutes=3),
    liked(by=SENDERS[1], author=ME, post=POST, minutes=4),
    liked(by=SENDERS[1], author=ME, post=POST, state="off", version=2, minutes=5),
    liked(by=SENDERS[2], author=ME, post=POST, minutes=6),
    *COMMENTS,
    commented(by=SENDERS[2], author=ME, post=POST, reply_to=COMMENTS[3].comment_id, reply_to_author=HER, minutes=7),
    uncommented(COMMENTS[1]),
    recommented(COMMENTS[2], mentions=[HER], minutes=10),
    uncommented(COMMENTS[2], version=3),
    shared(by=SENDERS[0], author=ME, post=POST, minutes=11),
    shared(by=SENDERS[1], author=ME, post=POST, minutes=12),
    shared(by=SENDERS[0], author=ME, post=POST, state="off", version=2, minutes=13),
    comment_liked(by=ME, author=HER, post=POST, comment=COMMENTS[3].comment_id, minutes=14),
    comment_liked(by=SENDERS[1], author=HER, post=POST, comment=COMMENTS[3].comment_id, minutes=15),
    comment_liked(
        by=SENDERS[1], author=HER, post=POST, comment=COMMENTS[3].comment_id, state="off", version=2, minutes=16
    ),
]


def without_ids(notifications: list[dict]) -> list[dict]:
    return [{name: value for name, value in each.items() if name != "id"} for each in notifications]


@pytest.fixture
def delivered(deliver_together, inbox):
    """Return a function that delivers events to a service that knows nothing and returns what both people then see."""

    def deliver_all(events: list[Event], size: int = 1) -> list[list[dict]]:
        for model in (Cause, Notification, Removal, Post, Tie):
            model.objects.all().delete()
        for start in range(0, len(events), size):
            deliver_together(*events[start : start + size])
        return [without_ids(inbox(reader)) for reader in (ME, HER)]

    return deliver_all


@pytest.fixture
def in_order(delivered) -> list[list[dict]]:
    """Return what both people see after the history in its own order, delivered once."""
    Person.objects.bulk_create(
        Person(id=sender, username=f"p{number}", display_name=f"P{number}") for number, sender in enumerate(SENDERS)
    )
    return delivered(HISTORY)


def test_the_history_in_its_own_order(in_order):
    mine, hers = in_order

    assert [(each["type"], each["senders_count"]) for each in mine] == [
        ("follow", 2),
        ("share", 1),
        ("comment", 3),
        ("like", 2),
    ]
    assert [(each["type"], each["senders_count"]) for each in hers] == [("like", 1), ("mention", 1), ("reply", 1)]


# No shrinking: it would repeat a failure for minutes.
@settings(
    max_examples=rounds(20, 200),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    events=st.permutations(HISTORY),
    repeated=st.lists(st.sampled_from(HISTORY), max_size=5),
    size=st.integers(min_value=1, max_value=len(HISTORY)),
)
def test_the_history_in_any_order_and_in_batches_of_any_size(delivered, in_order, events, repeated, size):
    assert delivered([*events, *repeated], size) == in_order


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_one_edge_ends_in_its_highest_version(deliver, inbox, order):
    me, ada = new_id(), person("Ada")
    events = [
        followed(by=ada, who=me, minutes=1),
        followed(by=ada, who=me, state="none", version=2, minutes=2),
        followed(by=ada, who=me, version=3, minutes=3),
        followed(by=ada, who=me, state="none", version=4, minutes=4),
    ]

    for index in order:
        deliver(events[index], times=2)

    assert inbox(me) == []
    assert Cause.objects.get().version == 4


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda by, to: followed(by=by, who=to), "follow"),
        (lambda by, to: liked(by=by, author=to, post=new_id()), "like"),
        (lambda by, to: commented(by=by, author=to, post=new_id()), "comment"),
        (lambda by, to: commented(by=by, author=to, post=new_id(), reply_to=new_id(), reply_to_author=to), "reply"),
    ],
)
def test_a_cause_is_shown_once_however_often_it_arrives(deliver, inbox, unread, make, kind):
    me = new_id()
    event = make(person("Ada"), me)
    if isinstance(event, CommentAdded):
        deliver(published(author=event.post_author_id, post=event.post_id))

    for _ in range(3):
        deliver(event, times=2)

    assert [(found["type"], found["senders_count"]) for found in inbox(me)] == [(kind, 1)]
    assert unread(me) == 1


def test_a_state_that_this_code_does_not_know_is_not_shown(deliver, inbox):
    me, ada = new_id(), person("Ada")

    deliver(followed(by=ada, who=me, state="a state of tomorrow"))

    assert inbox(me) == []
