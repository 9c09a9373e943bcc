"""What an export has of this service: the notifications that its owner sees."""

import pytest
from factories import followed, liked, new_id, person

from notifications.personal_data import COLLECTIONS
from personal_data import views
from personal_data.testing import exported_here

pytestmark = pytest.mark.django_db


def test_notifications_of_the_owner_alone(deliver):
    ada, bob = person("Ada"), person("Bob")
    deliver(followed(by=bob, who=ada))
    deliver(followed(by=ada, who=bob))

    [shown] = exported_here(ada)["notifications"]

    assert (shown["type"], shown["target_id"], shown["senders_count"]) == ("follow", str(ada), 1)
    assert shown["senders"] == [{"id": str(bob), "username": "bob"}]


@pytest.mark.parametrize("page", [1, 2, 10])
def test_every_notification_is_there_once_however_long_a_page_is(deliver, monkeypatch, page):
    monkeypatch.setattr(views, "PAGE", page)
    ada, bob = person("Ada"), person("Bob")
    posts = [new_id(minutes) for minutes in range(3)]
    for minutes, post in enumerate(posts):
        deliver(liked(by=bob, author=ada, post=post, minutes=minutes))

    assert [each["target_id"] for each in exported_here(ada)["notifications"]] == [str(post) for post in posts]


@pytest.mark.parametrize("count", [1, 5])
def test_a_page_costs_two_queries_however_long_it_is(deliver, count, django_assert_num_queries):
    ada, bob = person("Ada"), person("Bob")
    for minutes in range(count):
        deliver(liked(by=bob, author=ada, post=new_id(minutes), minutes=minutes))

    with django_assert_num_queries(2):  # the notifications, and the names
        assert len(COLLECTIONS["notifications"].page(account_id=ada, after=None, limit=500)) == count
