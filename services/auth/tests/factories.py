"""Rows for tests."""

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Account, Session
from chassis.ids import uuid7

PASSWORD = "correct horse battery staple"


class AccountFactory(factory.django.DjangoModelFactory):
    """An account whose password is PASSWORD."""

    class Meta:
        model = Account

    username = factory.Sequence(lambda n: f"somebody{n}")
    email = factory.LazyAttribute(lambda account: f"{account.username}@kith.test")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    created_at = factory.LazyFunction(timezone.now)


class SessionFactory(factory.django.DjangoModelFactory):
    """A living session."""

    class Meta:
        model = Session

    account = factory.SubFactory(AccountFactory)
    current_token_id = factory.LazyFunction(uuid7)
    rotated_at = factory.LazyFunction(timezone.now)
    key_id = "none"
    created_at = factory.LazyFunction(timezone.now)
    last_used_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timezone.timedelta(days=30))
