"""Deleting notifications, and that they stay deleted."""

from uuid import UUID

import pytest
from factories import LIST, PROBLEM, commented, followed, liked, new_id, person

from notifications.services import notifications

pytestmark = pytest.mark.django_db


def test_deleting_one_leaves_the_others(api, deliver, inbox, unread):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    deliver(liked(by=ada, author=me, post=new_id(), minutes=1))
    like, follow = inbox(me)

    response = api(me).delete(f"{LIST}{like['id']}/")

    assert response.status_code == 204
    assert inbox(me) == [follow]
    assert unread(me) == 1


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", []),
        ("?type=like", ["comment", "follow"]),
        ("?unread=true", ["follow"]),
        ("?unread=false", ["comment", "like"]),
        ("?unread=true&type=follow", None),
    ],
)
def test_deleting_many(api, deliver, inbox, query, left):
    me, other, ada = new_id(), new_id(), person("Ada")
    deliver(followed(by=ada, who=other))
    deliver(followed(by=ada, who=me))
    api(me).put(f"{LIST}read/")
    deliver(liked(by=ada, author=me, post=new_id(), minutes=1))
    deliver(commented(by=ada, author=me, post=new_id(), minutes=2))

    response = api(me).delete(f"{LIST}{query}")

    assert response.status_code == 204
    assert [found["type"] for found in inbox(me)] == (["comment", "like", "follow"] if left is None else left)
    assert len(inbox(other)) == 1


@pytest.mark.parametrize(
    ("query", "left"), [("", []), ("?type=like", ["follow"]), ("?unread=true&type=like", ["follow"])]
)
def test_many_are_deleted_by_jobs(api, deliver, inbox, run_jobs, monkeypatch, query, left):
    monkeypatch.setattr(notifications, "BATCH", 2)
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    for minutes in range(4):
        deliver(liked(by=ada, author=me, post=new_id(), minutes=minutes))

    response = api(me).delete(f"{LIST}{query}")
    assert (response.status_code, len(inbox(me))) == (204, 3)

    run_jobs()
    assert [found["type"] for found in inbox(me)] == left


def test_what_was_deleted_stays_deleted_when_old_news_come_again(api, deliver, inbox):
    me, post, ada = new_id(), new_id(), person("Ada")
    like = liked(by=ada, author=me, post=post)
    deliver(like)
    api(me).delete(LIST)

    deliver(like, times=2)
    deliver(liked(by=ada, author=me, post=post, state="off", version=2, minutes=1))
    deliver(liked(by=ada, author=me, post=post, version=3, minutes=2))

    assert inbox(me) == []


def test_a_new_sender_after_a_deletion_is_shown_alone(api, deliver, inbox):
    me, post, ada = new_id(), new_id(), person("Ada")
    deliver(liked(by=ada, author=me, post=post))
    api(me).delete(LIST)

    deliver(liked(by=person("Bob"), author=me, post=post, minutes=1))
    deliver(liked(by=ada, author=me, post=post, state="off", version=2, minutes=2))

    (found,) = inbox(me)
    assert (found["text"], found["is_read"]) == ("Bob liked your post.", False)


@pytest.mark.parametrize(("method", "path"), [("delete", ""), ("put", "read/"), ("patch", "read/"), ("post", "read/")])
def test_somebody_elses_notification_is_not_found(api, deliver, inbox, method, path):
    me, thief = new_id(), new_id()
    deliver(followed(by=person("Ada"), who=me))
    (mine,) = inbox(me)

    hidden = getattr(api(thief), method)(f"{LIST}{mine['id']}/{path}")
    missing = getattr(api(thief), method)(f"{LIST}{new_id()}/{path}")

    assert (hidden.status_code, hidden["Content-Type"].split(";")[0]) == (404, PROBLEM)
    assert hidden.json()["code"] == "not_found"
    assert _without_request_id(hidden) == _without_request_id(missing)
    assert inbox(me) == [mine]


def test_a_notification_that_is_deleted_or_has_no_senders_is_not_found(api, deliver, inbox):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    (emptied,) = inbox(me)
    deliver(followed(by=ada, who=me, state="none", version=2, minutes=1))
    deliver(liked(by=ada, author=me, post=new_id()))
    (deleted,) = inbox(me)
    api(me).delete(f"{LIST}{deleted['id']}/")

    for gone in (emptied, deleted):
        assert api(me).delete(f"{LIST}{gone['id']}/").status_code == 404
        assert api(me).put(f"{LIST}{gone['id']}/read/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("delete", ""),
        ("put", "read/"),
        ("get", "unread-count/"),
        ("delete", f"{UUID(int=7)}/"),
        ("put", f"{UUID(int=7)}/read/"),
    ],
)
def test_a_stranger_without_a_token_is_refused(api, method, path):
    response = getattr(api(), method)(f"{LIST}{path}")

    assert (response.status_code, response["Content-Type"].split(";")[0]) == (401, PROBLEM)


def _without_request_id(response) -> dict:
    return {name: value for name, value in response.json().items() if name != "request_id"}


@pytest.mark.parametrize("query", ["?types=follow", "?type=", "?type=follow&type=like", "?unread=", "?limit=5"])
def test_a_mistyped_deletion_deletes_nothing(api, deliver, inbox, query):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    before = inbox(me)

    response = api(me).delete(f"{LIST}{query}")

    assert response.status_code == 400
    assert inbox(me) == before


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_reading_all_takes_no_ids(api, deliver, inbox, method):
    me = new_id()
    deliver(followed(by=person("Ada"), who=me))
    before = inbox(me)

    response = getattr(api(me), method)(f"{LIST}read/", {"ids": [before[0]["id"]]})

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "unknown")
    assert inbox(me) == before
