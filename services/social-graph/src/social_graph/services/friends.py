"""Friendships: by request, equal on both sides, and independent of following.

Both rows of a pair are written under the lock of the pair: two accounts that ask each other at once are friends.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now

from chassis.events.outbox import emit
from chassis.ids import uuid7
from relations.offering import confirm
from relations.people.selectors import account_check
from relations.people.services import person_ensure
from social_graph.errors import AlreadyFriends, CannotBefriendYourself, RequestNotFound
from social_graph.events import friendship_changed
from social_graph.models import Friend, Friendship, Outcome
from social_graph.selectors.requests import friend_request_get
from social_graph.services.locks import pair_lock
from social_graph.services.requests import OUTCOMES, Action, is_new_answer, withdrawal_of

MIRRORED = {Friend.SENT: Friend.RECEIVED, Friend.RECEIVED: Friend.SENT}
"""What the other one is, where the two are not the same to each other."""


@transaction.atomic
def friend_request_send(*, sender_id: UUID, sender_name: str, recipient_id: UUID) -> Friendship:
    """Ask an account to be friends, and return the sender's row; asking again changes nothing.

    If the recipient has asked the sender, they are friends. Raises CannotBefriendYourself, AlreadyFriends, and
    AccountNotFound when the recipient is not known or hidden from the sender.
    Emits FriendshipChanged when something changed.
    """
    if sender_id == recipient_id:
        raise CannotBefriendYourself("You cannot be friends with yourself.")
    pair_lock(sender_id, recipient_id)
    account_check(account_id=recipient_id, viewer_id=sender_id)
    person_ensure(sender_id, sender_name)
    row = _locked(sender_id, recipient_id) or _create(sender_id, recipient_id)
    if row.state == Friend.FRIENDS:
        raise AlreadyFriends("You are friends already.")
    if row.state == Friend.RECEIVED:
        _change(row, state=Friend.FRIENDS, outcome=Outcome.ACCEPTED)
    if row.state == Friend.NONE:
        asked = {"request_id": uuid7(), "requested_by": sender_id, "requested_at": Now()}
        _change(row, state=Friend.SENT, outcome="", **asked)
    return row


@transaction.atomic
def friend_request_answer(*, request_id: UUID, actor_id: UUID, action: Action | None) -> Friendship:
    """Accept, reject or cancel a friend request, and return the actor's row; None withdraws it for either of the two.

    Raises RequestNotFound for others' requests and those of hidden accounts, RequestNotYours and RequestAnswered.
    Emits FriendshipChanged the first time.
    """
    found = friend_request_get(request_id=request_id, viewer_id=actor_id)
    pair_lock(actor_id, found.other_id)
    row = _locked(actor_id, found.other_id)
    if row is None or row.request_id != request_id or row.requested_by is None:
        raise RequestNotFound
    sender_id = row.requested_by
    action = action or withdrawal_of(outcome=row.outcome, actor_id=actor_id, sender_id=sender_id)
    if is_new_answer(action, outcome=row.outcome, actor_id=actor_id, sender_id=sender_id):
        state = Friend.FRIENDS if action is Action.ACCEPT else Friend.NONE
        _change(row, state=state, outcome=OUTCOMES[action])
    return row


def unfriend(*, account_id: UUID, friend_id: UUID) -> bool:
    """End a friendship; without one nothing changes, and requests stay.

    Returns whether every service that shows content has applied it; otherwise the others apply the event. Raises
    AccountNotFound when the two never had to do with each other, and the other one is not known or hidden.
    Emits FriendshipChanged when they were friends.
    """
    with transaction.atomic():
        pair_lock(account_id, friend_id)
        row = _locked(account_id, friend_id)
        if row is None:
            account_check(account_id=friend_id, viewer_id=account_id)
        elif row.state == Friend.FRIENDS:
            _change(row, state=Friend.NONE)
    return row is None or confirm([friendship_changed(row)])


def friendship_drop(one: UUID, other: UUID) -> Friendship | None:
    """End the friendship or the request of two accounts; return a row of theirs, None if they never had any.

    The caller holds the lock of the pair. Emits FriendshipChanged when something changed.
    """
    row = _locked(one, other)
    if row is not None and row.state != Friend.NONE:
        _change(row, state=Friend.NONE, outcome=row.outcome or Outcome.CANCELLED)
    return row


def _locked(account_id: UUID, other_id: UUID) -> Friendship | None:
    """Return the account's row; both rows are locked."""
    rows = Friendship.objects.select_for_update().filter(_both(account_id, other_id)).order_by("account_id")
    return next((row for row in rows if row.account_id == account_id), None)


def _create(account_id: UUID, other_id: UUID) -> Friendship:
    """Return the account's row of a new pair; nobody has asked yet."""
    position = uuid7()
    row, mirrored = (
        Friendship(account_id=one, other_id=other, state=Friend.NONE, version=0, position=position)
        for one, other in ((account_id, other_id), (other_id, account_id))
    )
    Friendship.objects.bulk_create([row, mirrored])
    return row


def _change(row: Friendship, *, state: Friend, **values: object) -> None:
    """Write the pair's new state into both rows and emit it; ``row`` shows it afterwards."""
    of_account = When(account_id=row.account_id, then=Value(state))
    Friendship.objects.filter(_both(row.account_id, row.other_id)).update(
        state=Case(of_account, default=Value(MIRRORED.get(state, state))),
        version=row.version + 1,
        position=uuid7(),
        changed_at=Now(),
        **values,
    )
    row.refresh_from_db()
    emit(friendship_changed(row))


def _both(one: UUID, other: UUID) -> Q:
    return Q(account_id=one, other_id=other) | Q(account_id=other, other_id=one)
