"""Reading notifications, and how many are unread."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import LIST, PROBLEM, START, commented, followed, liked, new_id, person

from notifications.models import Notification
from notifications.services import notifications

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_reading_one_marks_it_alone(api, deliver, inbox, unread, method):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    deliver(liked(by=ada, author=me, post=new_id(), minutes=1))
    newest, oldest = inbox(me)

    response = getattr(api(me), method)(f"{LIST}{newest['id']}/read/")

    assert response.status_code == 200
    assert response.json() == newest | {"is_read": True}
    assert inbox(me) == [newest | {"is_read": True}, oldest]
    assert unread(me) == 1


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_reading_all(api, deliver, inbox, unread, method):
    me, other, ada = new_id(), new_id(), person("Ada")
    for recipient in (me, other):
        deliver(followed(by=ada, who=recipient))
        deliver(liked(by=ada, author=recipient, post=new_id()))

    response = getattr(api(me), method)(f"{LIST}read/")

    assert (response.status_code, response.json()) == (200, {"unread": 0})
    assert [found["is_read"] for found in inbox(me)] == [True, True]
    assert (unread(me), unread(other)) == (0, 2)


def test_many_are_read_by_jobs_and_what_comes_meanwhile_stays_unread(
    api, deliver, inbox, unread, run_jobs, monkeypatch
):
    monkeypatch.setattr(notifications, "BATCH", 2)
    me, ada = new_id(), person("Ada")
    for minutes in range(5):
        deliver(liked(by=ada, author=me, post=new_id(), minutes=minutes))

    response = api(me).put(f"{LIST}read/")
    deliver(liked(by=ada, author=me, post=new_id(), minutes=9))

    assert (response.status_code, response.json()) == (200, {"unread": 3})
    assert run_jobs() == 2
    assert [found["is_read"] for found in inbox(me)] == [False, True, True, True, True, True]
    assert unread(me) == 1


def test_a_new_sender_makes_it_unread_and_lifts_it_to_the_top(api, deliver, inbox, unread):
    me, post = new_id(), new_id()
    deliver(liked(by=person("Ada"), author=me, post=post))
    deliver(followed(by=person("Bob"), who=me, minutes=1))
    api(me).put(f"{LIST}read/")

    deliver(liked(by=person("Cy"), author=me, post=post, minutes=2))

    assert [(found["type"], found["is_read"]) for found in inbox(me)] == [("like", False), ("follow", True)]
    assert unread(me) == 1


def test_liking_on_and_off_does_not_make_it_unread_again(api, deliver, inbox):
    me, post, ada = new_id(), new_id(), person("Ada")
    deliver(liked(by=ada, author=me, post=post))
    api(me).put(f"{LIST}read/")

    deliver(liked(by=ada, author=me, post=post, state="off", version=2, minutes=1))
    deliver(liked(by=ada, author=me, post=post, version=3, minutes=2))

    (found,) = inbox(me)
    assert (found["is_read"], found["senders_count"]) == (True, 1)


def test_it_is_read_again_when_the_only_unread_sender_withdraws(api, deliver, inbox, unread):
    me, post, bob = new_id(), new_id(), person("Bob")
    deliver(liked(by=person("Ada"), author=me, post=post))
    api(me).put(f"{LIST}read/")
    deliver(liked(by=bob, author=me, post=post, minutes=1))

    deliver(liked(by=bob, author=me, post=post, state="off", version=2, minutes=2))

    assert [found["is_read"] for found in inbox(me)] == [True]
    assert unread(me) == 0


def test_the_list_can_be_narrowed_to_a_type_and_to_the_unread(api, deliver, inbox):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    api(me).put(f"{LIST}read/")
    deliver(liked(by=ada, author=me, post=new_id(), minutes=1))
    deliver(commented(by=ada, author=me, post=new_id(), minutes=2))

    def types(query):
        return [found["type"] for found in inbox(me, query)]

    assert types("?type=follow") == ["follow"]
    assert types("?unread=true") == ["comment", "like"]
    assert types("?unread=true&type=like") == ["like"]
    assert types("?unread=true&type=follow") == []
    assert types("?unread=false") == ["follow"]


@pytest.mark.parametrize("query", ["?type=birthday", "?unread=maybe"])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_choice_that_makes_no_sense_is_refused(api, deliver, inbox, query, method):
    me = new_id()
    deliver(followed(by=person("Ada"), who=me))

    response = getattr(api(me), method)(f"{LIST}{query}")

    assert (response.status_code, response["Content-Type"].split(";")[0]) == (400, PROBLEM)
    assert len(inbox(me)) == 1


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?cursor=x"])
def test_a_page_that_does_not_exist_is_refused(api, query):
    response = api(new_id()).get(f"{LIST}{query}")

    assert (response.status_code, response["Content-Type"].split(";")[0]) == (400, PROBLEM)


def test_pages_go_through_the_whole_list_once(api, deliver):
    me, ada = new_id(), person("Ada")
    posts = [new_id() for _ in range(7)]
    for minutes, post in enumerate(posts):
        deliver(liked(by=ada, author=me, post=post, minutes=minutes))

    seen, address = [], f"{LIST}?limit=3&type=like"
    while address:
        page = api(me).get(address).json()
        seen += [found["target"]["id"] for found in page["results"]]
        address = page["next"]

    assert seen == [str(post) for post in reversed(posts)]


@pytest.mark.parametrize("count", [1, 10])
def test_listing_costs_the_same_queries_however_many(api, deliver, django_assert_num_queries, count):
    me = new_id()
    for _ in range(count):
        deliver(liked(by=person("Ada"), author=me, post=new_id()))

    with django_assert_num_queries(2):
        response = api(me).get(LIST)

    assert len(response.json()["results"]) == count


def test_counting_the_unread_is_one_query(api, deliver, django_assert_num_queries):
    me = new_id()
    deliver(liked(by=person("Ada"), author=me, post=new_id()))

    with django_assert_num_queries(1):
        response = api(me).get(f"{LIST}unread-count/")

    assert response.json() == {"unread": 1}


def test_polling_shows_a_notification_again_that_somebody_has_joined(api, deliver):
    me, now = new_id(), (datetime.now(UTC) - START) / timedelta(minutes=1)
    post = new_id(now)
    client = api(me)
    deliver(liked(by=person("Ada"), author=me, post=post, minutes=now))
    first = client.get(LIST).json()
    deliver(liked(by=person("Bob"), author=me, post=post, minutes=now + 0.01))

    polled = client.get(first["previous"]).json()

    assert [found["senders_count"] for found in polled["results"]] == [2]
    assert client.get(polled["previous"]).json()["results"] == []


def test_types_that_a_later_version_wrote_are_neither_listed_nor_counted(api, deliver, inbox, unread):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    deliver(liked(by=ada, author=me, post=new_id(), minutes=1))
    Notification.objects.filter(recipient_id=me, type="like").update(type="poll_ended")

    assert [found["type"] for found in inbox(me)] == ["follow"]
    assert unread(me) == 1
