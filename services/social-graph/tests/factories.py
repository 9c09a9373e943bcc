"""Rows that the tests start from."""

import factory

from chassis.ids import uuid7
from relations.people.models import Person
from social_graph.models import Follow, State


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody whose registration has arrived."""

    class Meta:
        model = Person

    id = factory.LazyFunction(uuid7)
    username = factory.Sequence(lambda n: f"person_{n}")
    display_name = factory.SelfAttribute("username")


class FollowFactory(factory.django.DjangoModelFactory):
    """An active edge between two people."""

    class Meta:
        model = Follow

    follower_id = factory.LazyFunction(lambda: PersonFactory().id)
    followee_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = State.ACTIVE
    version = 1
    position = factory.LazyFunction(uuid7)
