"""Requests to follow and to be friends, and their acceptance: who is notified, and until when."""

import pytest
from factories import LIST, befriended, followed, new_id, person
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Cause, Notification
from runtime.thoroughness import rounds

pytestmark = pytest.mark.django_db


def types(found) -> list[str]:
    return [each["type"] for each in found]


@pytest.mark.parametrize("times", [1, 2])
def test_a_private_account_is_notified_of_a_request(deliver, inbox, unread, times):
    me, ada = new_id(), person("Ada")

    deliver(followed(by=ada, who=me, state="requested", request=new_id()), times=times)

    (found,) = inbox(me, "?type=follow_request")
    assert found["target"] == {"type": "user", "id": str(me)}
    assert (found["text"], found["senders_count"]) == ("Ada asked to follow you.", 1)
    assert (unread(me), inbox(ada)) == (1, [])


def test_an_accepted_request_notifies_the_follower_and_no_longer_the_followee(deliver, inbox, unread):
    me, ada, request = person("Me"), person("Ada"), new_id()
    deliver(followed(by=me, who=ada, state="requested", request=request))

    deliver(followed(by=me, who=ada, version=2, minutes=1, request=request))

    (found,) = inbox(me)
    assert (found["type"], found["text"]) == ("follow_accepted", "Ada accepted your request to follow them.")
    assert found["target"] == {"type": "user", "id": str(me)}
    assert (inbox(ada), unread(ada)) == ([], 0)


def test_unfollowing_removes_the_acceptance(deliver, inbox):
    me, ada, request = person("Me"), person("Ada"), new_id()
    deliver(followed(by=me, who=ada, request=request))
    assert types(inbox(me)) == ["follow_accepted"]

    deliver(followed(by=me, who=ada, state="none", version=2, request=request))

    assert inbox(me) == inbox(ada) == []


def test_following_again_without_a_request_is_a_new_follower(deliver, inbox):
    me, ada, request = person("Me"), person("Ada"), new_id()
    deliver(followed(by=me, who=ada, request=request))
    deliver(followed(by=me, who=ada, state="none", version=2, request=request))

    deliver(followed(by=me, who=ada, version=3))

    assert (inbox(me), types(inbox(ada))) == ([], ["follow"])


def test_requests_of_several_are_one_notification(deliver, inbox):
    me = new_id()
    for minutes, name in enumerate(("Ada", "Bob", "Cora")):
        deliver(followed(by=person(name), who=me, state="requested", request=new_id(), minutes=minutes))

    (found,) = inbox(me)
    assert found["text"] == "Cora and 2 others asked to follow you."


def test_a_friend_request_notifies_who_was_asked_and_its_acceptance_who_asked(deliver, inbox):
    me, ada = person("Me"), person("Ada")

    deliver(befriended(by=ada, who=me, state="asked"))
    (asked,) = inbox(me)
    assert inbox(ada) == []
    deliver(befriended(by=ada, who=me, state="active", version=2, minutes=1))

    assert (asked["type"], asked["text"]) == ("friend_request", "Ada asked you to be friends.")
    (accepted,) = inbox(ada)
    assert (accepted["type"], accepted["text"]) == ("friend_accepted", "Me accepted your friend request.")
    assert accepted["target"] == {"type": "user", "id": str(ada)}
    assert inbox(me) == []


def test_the_end_of_a_friendship_removes_the_acceptance(deliver, inbox):
    me, ada = person("Me"), person("Ada")
    deliver(befriended(by=ada, who=me, state="active"))

    deliver(befriended(by=ada, who=me, state="none", version=2))

    assert inbox(me) == inbox(ada) == []


REQUEST = new_id()
ME, ADA = sorted((new_id(), new_id()))
FOLLOW_HISTORY = [
    followed(by=ADA, who=ME, state="requested", version=1, minutes=1, request=REQUEST),
    followed(by=ADA, who=ME, state="active", version=2, minutes=2, request=REQUEST),
    followed(by=ADA, who=ME, state="none", version=3, minutes=3, request=REQUEST),
    followed(by=ADA, who=ME, state="active", version=4, minutes=4),
    followed(by=ADA, who=ME, state="none", version=5, minutes=5),
    followed(by=ADA, who=ME, state="requested", version=6, minutes=6, request=new_id()),
]
FRIEND_HISTORY = [
    befriended(by=ADA, who=ME, state="asked", version=1, minutes=1),
    befriended(by=ADA, who=ME, state="none", version=2, minutes=2),
    befriended(by=ME, who=ADA, state="asked", version=3, minutes=3),
    befriended(by=ME, who=ADA, state="active", version=4, minutes=4),
    befriended(by=ME, who=ADA, state="none", version=5, minutes=5),
    befriended(by=ADA, who=ME, state="asked", version=6, minutes=6),
]


FOLLOW_SHOWN = [(ME, "follow_request"), (ADA, "follow_accepted"), None, (ME, "follow"), None, (ME, "follow_request")]
FRIENDS_SHOWN = [
    (ME, "friend_request"),
    None,
    (ADA, "friend_request"),
    (ME, "friend_accepted"),
    None,
    (ME, "friend_request"),
]
"""Who sees what after each event of the history."""


@pytest.mark.parametrize(
    ("history", "shown"),
    [(FOLLOW_HISTORY, FOLLOW_SHOWN), (FRIEND_HISTORY, FRIENDS_SHOWN)],
    ids=["follow", "friends"],
)
@settings(max_examples=rounds(20, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_six_events_of_one_tie_in_any_order_end_in_one_state(deliver_together, inbox, history, shown, data):
    Cause.objects.all().delete()
    Notification.objects.all().delete()
    count = data.draw(st.integers(min_value=1, max_value=6))
    events = data.draw(st.permutations([*history[:count], *data.draw(st.lists(st.sampled_from(history[:count])))]))
    size = data.draw(st.integers(min_value=1, max_value=len(events)))

    for start in range(0, len(events), size):
        deliver_together(*events[start : start + size])

    found = [(who, each["type"]) for who in (ME, ADA) for each in inbox(who)]
    assert found == [each for each in [shown[count - 1]] if each]


def test_a_deleted_request_stays_deleted(api, deliver, inbox):
    me, ada = new_id(), person("Ada")
    event = followed(by=ada, who=me, state="requested", request=new_id())
    deliver(event)
    (found,) = inbox(me)

    assert api(me).delete(f"{LIST}{found['id']}/").status_code == 204
    deliver(event, times=2)

    assert inbox(me) == []


def test_a_plain_follow_stores_one_cause(deliver):
    me, ada = new_id(), person("Ada")

    deliver(followed(by=ada, who=me))
    deliver(followed(by=ada, who=me, state="none", version=2))

    assert list(Cause.objects.values_list("type", "version")) == [("follow", 2)]
