"""States of accounts: from events in any order, from offers and from a rebuild; test_audience.py has what they hide."""

import json
from contextlib import nullcontext
from itertools import permutations

import pytest
from django.test import Client
from django.utils import timezone

from chassis.events.inbox import Lane
from chassis.events.inbox.registry import types_by_lane
from chassis.events.rebuilding import rebuild
from chassis.ids import uuid7
from chassis.testing.sources import source_of
from contracts.accounts import AccountStateChanged
from contracts.profiles import PrivacyChanged
from relations.models import AccountState
from relations.people.errors import AccountNotFound
from relations.people.models import Person
from relations.people.selectors import account_check, visible_account_id_of

pytestmark = pytest.mark.django_db

A, B = uuid7(), uuid7()


def changed(state, version, account_id=A) -> AccountStateChanged:
    return AccountStateChanged(account_id=account_id, state=state, version=version, changed_at=timezone.now())


def privacy(state, version, account_id=A) -> PrivacyChanged:
    return PrivacyChanged(account_id=account_id, state=state, version=version, changed_at=timezone.now())


def offer(*events):
    states = [{"type": event.type, "event": json.loads(event.model_dump_json())} for event in events]
    headers = {"Authorization": "Bearer an-internal-secret-of-the-tests"}
    body = json.dumps({"states": states})
    return Client().post("/internal/relations/states/", body, "application/json", headers=headers)


def kept() -> list[tuple]:
    return list(AccountState.objects.order_by("account_id").values_list("account_id", "kind", "state", "version"))


@pytest.mark.parametrize("order", list(permutations([2, 3, 4])))
def test_the_newest_state_is_kept_in_any_order(deliver, order):
    states = {2: "suspended", 3: "active", 4: "suspended"}

    for version in (*order, *reversed(order)):
        deliver(changed(states[version], version))

    assert kept() == [(A, "account", "suspended", 4)]


def test_states_of_a_batch_are_kept_by_account(deliver_together):
    deliver_together(changed("suspended", 2), changed("suspended", 2, B), changed("active", 3))

    assert kept() == [(A, "account", "active", 3), (B, "account", "suspended", 2)]


@pytest.mark.parametrize("times", [1, 2])
def test_an_offer_takes_effect_and_the_event_that_follows_changes_nothing(deliver, times):
    assert [offer(changed("suspended", 2)).status_code for _ in range(times)] == [200] * times
    deliver(changed("suspended", 2))

    assert kept() == [(A, "account", "suspended", 2)]


def test_a_late_offer_changes_nothing(deliver):
    deliver(changed("active", 3))

    assert offer(changed("suspended", 2)).status_code == 200

    assert kept() == [(A, "account", "active", 3)]


def test_a_rebuild_corrects_the_states_of_both_owners_and_keeps_those_of_others(deliver, monkeypatch):
    AccountState.objects.create(account_id=A, kind="later", state="x", version=1)
    deliver(changed("suspended", 9))
    deliver(changed("suspended", 2, B))
    deliver(privacy("private", 9))
    deliver(privacy("private", 2, B))

    with source_of([changed("active", 3), privacy("open", 4)]) as address:
        monkeypatch.setenv("AUTH_URL", address)
        monkeypatch.setenv("PROFILES_URL", address)
        rebuild("account_states")

    assert sorted(kept()) == [(A, "account", "active", 3), (A, "later", "x", 1), (A, "privacy", "open", 4)]


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_newest_privacy_is_kept_in_any_order(deliver, order):
    states = {1: "private", 2: "open", 3: "private"}

    for version in (*order, *reversed(order)):
        deliver(privacy(states[version], version))

    assert kept() == [(A, "privacy", "private", 3)]


@pytest.mark.parametrize("times", [1, 2])
def test_an_offer_of_privacy_takes_effect_and_the_event_that_follows_changes_nothing(deliver, times):
    assert [offer(privacy("private", 1)).status_code for _ in range(times)] == [200] * times
    deliver(privacy("private", 1))

    assert kept() == [(A, "privacy", "private", 1)]


def test_a_privacy_of_a_later_version_is_private(deliver):
    deliver(privacy("of later", 1))

    assert kept() == [(A, "privacy", "private", 1)]


@pytest.mark.parametrize(("state", "is_met"), [("active", True), ("suspended", False), ("deleted", False)])
def test_a_closed_account_is_found_by_nobody_but_itself(deliver, state, is_met):
    Person.objects.create(id=A, username="ada", display_name="Ada")
    deliver(changed(state, 2))

    for viewer_id in (None, B):
        with nullcontext() if is_met else pytest.raises(AccountNotFound):
            account_check(account_id=A, viewer_id=viewer_id)
        with nullcontext() if is_met else pytest.raises(AccountNotFound):
            visible_account_id_of("ada", viewer_id=viewer_id)
    account_check(account_id=A, viewer_id=A)
    assert visible_account_id_of("ada", viewer_id=A) == A


def test_who_may_see_does_not_wait_behind_fan_out():
    assert {AccountStateChanged.type, PrivacyChanged.type} <= set(types_by_lane()[Lane.EVENTS])
