"""Rows that the tests start from."""

from datetime import UTC, datetime
from uuid import UUID

import factory
from django.utils import timezone

from chassis.ids import uuid7
from contracts.profiles import PrivacyChanged
from relations.models import AccountState, Tie
from relations.people.models import Person
from social_graph.models import Block, Follow, Friendship, Group, Member, Mute, State

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody whose registration has arrived."""

    class Meta:
        model = Person

    id = factory.LazyFunction(uuid7)
    username = factory.Sequence(lambda n: f"person_{n}")
    display_name = factory.SelfAttribute("username")


class FollowFactory(factory.django.DjangoModelFactory):
    """An active edge between two people; with ``state="requested"`` one that waits."""

    class Meta:
        model = Follow

    follower_id = factory.LazyFunction(lambda: PersonFactory().id)
    followee_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = State.ACTIVE
    version = 1
    position = factory.LazyFunction(uuid7)
    request_id = factory.LazyAttribute(lambda edge: edge.position if edge.state == "requested" else None)
    requested_at = factory.LazyAttribute(lambda edge: timezone.now() if edge.request_id else None)


class BlockFactory(factory.django.DjangoModelFactory):
    """An active block, with the copy that lists hide by."""

    class Meta:
        model = Block
        skip_postgeneration_save = True

    blocker_id = factory.LazyFunction(lambda: PersonFactory().id)
    blocked_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = State.ACTIVE
    version = 1
    position = factory.LazyFunction(uuid7)

    @factory.post_generation
    def copy(self, create, extracted, **kwargs):
        """Write the copy."""
        ends = {"source_id": self.blocker_id, "target_id": self.blocked_id}
        Tie.objects.create(kind="block", **ends, state=self.state, version=self.version)


class MuteFactory(factory.django.DjangoModelFactory):
    """A mute without an end."""

    class Meta:
        model = Mute

    muter_id = factory.LazyFunction(lambda: PersonFactory().id)
    muted_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = State.ACTIVE
    hides_notifications = True
    version = 1
    position = factory.LazyFunction(uuid7)


class GroupFactory(factory.django.DjangoModelFactory):
    """A group with its owner."""

    class Meta:
        model = Group
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"group {n}")
    visibility = "public"
    joining = "open"
    members_count = 0

    @factory.post_generation
    def owner(self, create, extracted, **kwargs):
        """Add the owner."""
        MemberFactory(group=self, role="owner")


class MemberFactory(factory.django.DjangoModelFactory):
    """Somebody in a group that has an owner besides; counted where the state is active."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    group = factory.LazyFunction(GroupFactory)
    account_id = factory.LazyFunction(lambda: PersonFactory().id)
    role = "member"
    state = "active"
    version = 1
    position = factory.LazyFunction(uuid7)

    @factory.post_generation
    def count(self, create, extracted, **kwargs):
        """Count the member."""
        if self.state == "active":
            self.group.members_count += 1
            self.group.save(update_fields=["members_count"])


def befriend(account_id: UUID, other_id: UUID, state: str = "friends") -> Friendship:
    """Make two people friends; with ``sent`` the first has asked the other. Return the first one's row."""
    mirrored = {"sent": "received", "received": "sent"}.get(state, state)
    asked = {"request_id": uuid7(), "requested_by": account_id, "requested_at": timezone.now()}
    outcome = "accepted" if state == "friends" else ""
    values = {**asked, "outcome": outcome, "version": 1, "position": uuid7()}
    Friendship.objects.create(account_id=other_id, other_id=account_id, state=mirrored, **values)
    return Friendship.objects.create(account_id=account_id, other_id=other_id, state=state, **values)


def private_person(**fields) -> Person:
    """Return somebody who approves followers."""
    person = PersonFactory(**fields)
    AccountState.objects.create(account_id=person.id, kind="privacy", state="private", version=1)
    return person


def privacy_changed(account_id: UUID, state: str, version: int) -> PrivacyChanged:
    """Return the event of an account that is private or open now."""
    return PrivacyChanged(account_id=account_id, state=state, version=version, changed_at=NOON)


def relationship(**changed) -> dict:
    """Return the answer of two accounts that have nothing to do with each other, with what is different."""
    nothing = {"following": "none", "followed_by": False, "friend": "none", "blocking": False, "muting": False}
    return nothing | changed
