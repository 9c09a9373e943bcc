"""New states that the owner offers over HTTP: with the secret only, once or often, late or early, one result."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from chassis.ids import uuid7
from contracts.social_graph import FollowChanged
from relations.models import Tie

ADDRESS = "/internal/relations/states/"
SECRET = "Bearer an-internal-secret-of-the-tests"

pytestmark = pytest.mark.django_db


def followed(state="active", version=1) -> FollowChanged:
    return FollowChanged(follower_id=A, followee_id=B, state=state, version=version, changed_at=timezone.now())


A, B = uuid7(), uuid7()


def offer(*events, secret=SECRET, body=None):
    states = [{"type": event.type, "event": json.loads(event.model_dump_json())} for event in events]
    headers = {"Authorization": secret} if secret else {}
    return Client().post(ADDRESS, body or json.dumps({"states": states}), "application/json", headers=headers)


@pytest.mark.parametrize("times", [1, 2])
def test_an_offer_takes_effect_and_the_event_that_follows_changes_nothing(deliver, times):
    deliver(followed())

    answers = [offer(followed("none", 2)) for _ in range(times)]
    deliver(followed("none", 2))

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"states": 1})] * times
    assert [(tie.state, tie.version) for tie in Tie.objects.all()] == [("none", 2)]


def test_a_late_offer_changes_nothing(deliver):
    deliver(followed("active", 3))

    assert offer(followed("none", 2)).status_code == 200

    assert [(tie.state, tie.version) for tie in Tie.objects.all()] == [("active", 3)]


@pytest.mark.parametrize("secret", [None, "Bearer wrong", "an-internal-secret-of-the-tests"])
def test_an_offer_without_the_secret_is_refused(secret):
    assert offer(followed(), secret=secret).status_code == 401
    assert not Tie.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "no JSON",
        "[]",
        '{"states": []}',
        '{"states": [{}]}',
        '{"states": [{"type": "posts.post.published.v1", "event": {}}]}',
        '{"states": [{"type": "social_graph.follow.changed.v1", "event": {"version": 1}}]}',
    ],
)
def test_what_is_no_state_of_a_relation_is_refused(body):
    assert offer(body=body).status_code == 400
    assert not Tie.objects.exists()
