"""Muting: with an end or without, with notifications or without, and the muted account cannot find out."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import BlockFactory, MuteFactory, PersonFactory, relationship

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.social_graph import MuteChanged
from social_graph.models import Mute
from social_graph.services.mutes import mutes_expire

pytestmark = pytest.mark.django_db


def mute_url(account_id) -> str:
    return f"/api/v1/users/{account_id}/mute/"


def soon(**later) -> str:
    return (datetime.now(UTC) + timedelta(**later)).isoformat()


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_new_mute_has_no_end_and_hides_notifications(api, emitted, method):
    me, them = PersonFactory(), PersonFactory()

    answers = [getattr(api(me.id), method)(mute_url(them.id)) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, relationship(muting=True))] * 2
    row = Mute.objects.get()
    assert emitted() == [
        MuteChanged(
            muter_id=me.id,
            muted_id=them.id,
            state="active",
            hides_notifications=True,
            until=None,
            version=1,
            changed_at=row.changed_at,
        )
    ]


def test_what_is_not_sent_stays_as_it_is(api, emitted):
    me, them, until = PersonFactory(), PersonFactory(), soon(hours=1)
    client = api(me.id)

    client.put(mute_url(them.id), {"until": until, "hides_notifications": False})
    client.put(mute_url(them.id), {"hides_notifications": True})
    client.put(mute_url(them.id), {"until": None})
    client.put(mute_url(them.id), {})

    end = datetime.fromisoformat(until)
    assert [(each.until, each.hides_notifications, each.version) for each in emitted()] == [
        (end, False, 1),
        (end, True, 2),
        (None, True, 3),
    ]


def test_a_mute_ends_by_itself(api, emitted):
    me = PersonFactory()
    over = MuteFactory(muter_id=me.id, until=datetime.now(UTC) - timedelta(seconds=1))
    MuteFactory(muter_id=me.id, until=datetime.now(UTC) + timedelta(hours=1))
    MuteFactory(muter_id=me.id)

    shown = [each["account"]["id"] for each in api(me.id).get("/api/v1/mutes/").json()["results"]]
    for _ in range(2):
        mutes_expire()

    assert str(over.muted_id) not in shown
    assert len(shown) == 2
    assert [(each.muted_id, each.state, each.version) for each in emitted()] == [(over.muted_id, "none", 2)]
    assert Mute.objects.filter(state="active").count() == 2


def test_a_mute_that_is_over_and_not_ended_yet_is_made_anew(api, emitted):
    row = MuteFactory(until=datetime.now(UTC) - timedelta(seconds=1), hides_notifications=False)
    related = f"/api/v1/relationships/?ids={row.muted_id}"
    client = api(row.muter_id)
    assert client.get(related).json()["results"][0]["muting"] is False

    assert client.put(mute_url(row.muted_id)).json() == relationship(muting=True)

    assert [(each.until, each.hides_notifications, each.version) for each in emitted()] == [(None, True, 2)]


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-01-02T03:04:05", "no_time_zone"),
        ("2020-01-02T03:04:05Z", "out_of_range"),
        ("2999-01-02T03:04:05Z", "out_of_range"),
        ("0001-01-01T00:00:00+14:00", "out_of_range"),
        ("9999-12-31T23:59:59-14:00", "out_of_range"),
        ("tomorrow", "invalid"),
        (60, "invalid"),
        (True, "invalid"),
    ],
)
def test_an_end_that_is_none_is_refused(api, emitted, until, code):
    me, them = PersonFactory(), PersonFactory()

    response = api(me.id).put(mute_url(them.id), {"until": until})

    assert (response.status_code, faults_of(response)) == (400, [("until", code)])
    assert not Mute.objects.exists()
    assert emitted() == []


def test_unmuting_ends_it_once(api, emitted):
    row = MuteFactory()

    answers = [api(row.muter_id).delete(mute_url(row.muted_id)) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, relationship())] * 2
    assert [(each.state, each.version) for each in emitted()] == [("none", 2)]


def test_the_muted_cannot_tell(api):
    row = MuteFactory()
    client, strangers = api(row.muted_id), api(PersonFactory().id)

    for address in (f"/api/v1/relationships/?ids={row.muter_id}", f"/api/v1/users/{row.muter_id}/followers/"):
        assert client.get(address).json()["results"] == strangers.get(address).json()["results"]
    assert client.get("/api/v1/mutes/").json()["results"] == []
    assert client.put(f"/api/v1/users/{row.muter_id}/follow/").json() == relationship(following="active")


def test_a_mute_is_confirmed(api, settings, emitted):
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]

    response = api(PersonFactory().id).put(mute_url(PersonFactory().id))

    assert (response.status_code, response.json()) == (202, relationship(muting=True))
    assert len(emitted()) == 1


def test_who_is_muted_can_be_unmuted_whatever_became_of_the_two(api):
    row = MuteFactory()
    BlockFactory(blocker_id=row.muted_id, blocked_id=row.muter_id)

    assert api(row.muter_id).delete(mute_url(row.muted_id)).json() == relationship()


@pytest.mark.parametrize("blocks", ["the muter", "the muted"])
def test_a_mute_of_somebody_hidden_is_not_listed(api, blocks):
    row = MuteFactory()
    ends = (row.muter_id, row.muted_id) if blocks == "the muter" else (row.muted_id, row.muter_id)
    assert len(api(row.muter_id).get("/api/v1/mutes/").json()["results"]) == 1

    BlockFactory(blocker_id=ends[0], blocked_id=ends[1])

    assert api(row.muter_id).get("/api/v1/mutes/").json()["results"] == []


def test_nobody_mutes_themselves_or_unknown_accounts(api, emitted):
    me = PersonFactory()

    response = api(me.id).put(mute_url(me.id))

    assert (response.status_code, response.json()["code"]) == (422, "cannot_mute_yourself")
    assert api(me.id).put(mute_url(uuid7())).status_code == 404
    assert api(me.id).delete(mute_url(uuid7())).status_code == 404
    assert emitted() == []


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_mutes_costs_the_same_queries_however_long_it_is(api, django_assert_num_queries, count):
    me = PersonFactory()
    rows = [MuteFactory(muter_id=me.id) for _ in range(count)]

    with django_assert_num_queries(2):  # mutes, names
        response = api(me.id).get("/api/v1/mutes/")

    assert [each["account"]["id"] for each in response.json()["results"]] == [str(row.muted_id) for row in rows[::-1]]
