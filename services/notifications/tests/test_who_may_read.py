"""A notification is shown only while its recipient may read the post that it is about."""

from itertools import permutations

import pytest
from factories import LIST, START, blocked, commented, edited, followed, liked, new_id, person, published, unposted

from chassis.testing.sources import source_of
from contracts.profiles import PrivacyChanged
from notifications.models import Notification
from notifications.services import hiding

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """Return somebody who comments on a post, its author, the post, and the reply that the author gives."""

    class Thread:
        me, author, post, comment = new_id(), person("Ada"), new_id(), new_id()
        reply = commented(by=author, author=author, post=post, reply_to=comment, reply_to_author=me)

        def published(self, visibility="followers"):
            return published(author=self.author, post=self.post, visibility=visibility)

        def edited(self, visibility, version):
            return edited(author=self.author, post=self.post, visibility=visibility, version=version)

        def follow(self, state, version):
            return followed(by=self.me, who=self.author, state=state, version=version)

    return Thread()


def private(account_id, state, version) -> PrivacyChanged:
    return PrivacyChanged(account_id=account_id, state=state, version=version, changed_at=START)


def types(found) -> list[str]:
    return [each["type"] for each in found]


def test_a_reply_on_a_post_that_one_may_no_longer_read_is_not_shown(deliver, inbox, unread, thread):
    deliver(thread.published())
    deliver(thread.follow("active", 1))
    deliver(commented(by=thread.me, author=thread.author, post=thread.post, comment=thread.comment))
    deliver(thread.follow("none", 2))

    deliver(thread.reply)

    assert (inbox(thread.me), unread(thread.me)) == ([], 0)


@pytest.mark.parametrize("narrowed", ["followers", "private", "an audience of tomorrow"])
def test_D10_a_post_that_was_narrowed_hides_its_notifications_until_it_is_widened(
    api, deliver, inbox, unread, thread, narrowed
):
    deliver(thread.published("public"))
    deliver(thread.reply)
    (notification,) = inbox(thread.me)

    deliver(thread.edited(narrowed, 2))

    assert (inbox(thread.me), unread(thread.me)) == ([], 0)
    for method, path in (("put", "read/"), ("delete", "")):
        assert getattr(api(thread.me), method)(f"{LIST}{notification['id']}/{path}").status_code == 404
    deliver(thread.edited("public", 3))
    assert (inbox(thread.me), unread(thread.me)) == ([notification], 1)


def test_D10_unfollowing_hides_and_following_again_shows(deliver, inbox, unread, thread):
    for event in (thread.published(), thread.follow("active", 1), thread.reply):
        deliver(event)
    (notification,) = inbox(thread.me)

    deliver(thread.follow("none", 2))
    assert (inbox(thread.me), unread(thread.me)) == ([], 0)

    deliver(thread.follow("active", 3))
    assert (inbox(thread.me), unread(thread.me)) == ([notification], 1)


def test_a_row_of_the_version_before_is_shown_again_by_a_follow_too(deliver, inbox, thread):
    deliver(thread.published())
    deliver(thread.reply)
    Notification.objects.update(post_author_id=None, is_hidden=False)
    deliver(thread.edited("private", 2))
    deliver(thread.edited("followers", 3))
    assert inbox(thread.me) == []

    deliver(thread.follow("active", 1))

    assert types(inbox(thread.me)) == ["reply"]


def test_the_author_is_notified_of_a_private_post_also_before_its_event_arrives(deliver, inbox):
    author, post, comment, ada = new_id(), new_id(), new_id(), person("Ada")

    deliver(liked(by=ada, author=author, post=post))
    deliver(commented(by=ada, author=author, post=post, minutes=1))
    deliver(commented(by=ada, author=author, post=post, reply_to=comment, reply_to_author=author, minutes=2))
    assert types(inbox(author)) == ["reply", "comment", "like"]

    deliver(published(author=author, post=post, visibility="private"))
    assert types(inbox(author)) == ["reply", "comment", "like"]


ORDERS = list(permutations(range(5)))


@pytest.mark.parametrize("order", ORDERS[::7])
@pytest.mark.parametrize(("last", "is_shown"), [("public", True), ("followers", False), ("private", False)])
def test_any_order_of_events_shows_the_same(deliver, inbox, unread, thread, order, last, is_shown):
    events = [
        thread.published(),
        thread.edited(last, 2),
        thread.follow("active", 1),
        thread.follow("none", 2),
        thread.reply,
    ]

    for index in order:
        deliver(events[index], times=2)

    assert (len(inbox(thread.me)), unread(thread.me)) == (int(is_shown), int(is_shown))
    assert Notification.objects.get(recipient_id=thread.me).is_hidden != is_shown


def test_what_is_read_is_checked_again_though_it_is_not_marked_yet(deliver, inbox, unread, thread):
    deliver(thread.published("private"))
    deliver(thread.reply)
    Notification.objects.update(is_hidden=False)

    assert (inbox(thread.me), unread(thread.me)) == ([], 0)


def test_reading_and_deleting_all_leaves_what_is_hidden_as_it_was(api, deliver, inbox, unread, thread):
    deliver(thread.published("private"))
    deliver(thread.reply)

    api(thread.me).put(f"{LIST}read/")
    api(thread.me).delete(LIST)
    deliver(thread.edited("public", 2))

    assert types(inbox(thread.me)) == ["reply"]
    assert unread(thread.me) == 1


@pytest.fixture
def replies(deliver):
    """Return a function that notifies somebody of so many replies on posts with this audience."""

    def notify(me, count, visibility="public", author=None):
        author, ada = author or new_id(), person("Ada")
        for minutes in range(count):
            post = new_id()
            deliver(published(author=author, post=post, visibility=visibility))
            deliver(commented(by=ada, author=author, post=post, reply_to=new_id(), reply_to_author=me, minutes=minutes))

    return notify


def test_pages_stay_full_and_the_queries_few_among_hidden_ones(api, inbox, unread, replies, django_assert_num_queries):
    me = new_id()
    for _ in range(3):
        replies(me, 2)
        replies(me, 5, "private")

    with django_assert_num_queries(2):
        page = api(me).get(f"{LIST}?limit=4").json()

    assert len(page["results"]) == 4
    assert len(api(me).get(page["next"]).json()["results"]) == 2
    assert unread(me) == 6


def test_many_are_hidden_and_shown_by_jobs_and_not_listed_meanwhile(
    deliver, inbox, unread, replies, run_jobs, monkeypatch
):
    monkeypatch.setattr(hiding, "BATCH", 2)
    me, author = new_id(), new_id()
    replies(me, 5, "followers", author)

    deliver(followed(by=me, who=author))
    assert len(inbox(me)) == 2
    assert run_jobs() == 2
    assert len(inbox(me)) == unread(me) == 5

    deliver(followed(by=me, who=author, state="none", version=2))
    assert len(inbox(me)) == unread(me) == 0
    run_jobs()
    assert not Notification.objects.filter(recipient_id=me, is_hidden=False).exists()


def test_one_post_with_many_replies_is_hidden_by_jobs(deliver, inbox, run_jobs, monkeypatch):
    monkeypatch.setattr(hiding, "BATCH", 2)
    author, post, people = new_id(), new_id(), [new_id() for _ in range(5)]
    deliver(published(author=author, post=post))
    for me in people:
        deliver(commented(by=author, author=author, post=post, reply_to=new_id(), reply_to_author=me))

    deliver(edited(author=author, post=post, visibility="private"))
    assert [inbox(me) for me in people] == [[]] * 5
    assert run_jobs() == 2
    assert Notification.objects.filter(is_hidden=True).count() == 5

    deliver(edited(author=author, post=post, visibility="public", version=3))
    run_jobs()
    assert [len(inbox(me)) for me in people] == [1] * 5


def test_a_rebuild_shows_what_may_be_read_and_notifies_nobody(deliver, inbox, thread, monkeypatch):
    from chassis.events.rebuilding import rebuild

    deliver(thread.reply)
    gone = new_id()
    deliver(liked(by=thread.me, author=thread.author, post=gone))
    assert inbox(thread.me) == []
    facts = [thread.published(), thread.follow("active", 1), unposted(author=thread.author, post=gone)]

    with source_of(facts) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        monkeypatch.setenv("POSTS_URL", address)
        assert [rebuild("ties"), rebuild("posts")] == [1, 2]

    assert types(inbox(thread.me)) == ["reply"]
    assert inbox(thread.author) == []


def test_a_reply_on_a_post_of_a_private_author_is_shown_when_the_author_is_open_again(deliver, inbox, thread):
    deliver(thread.published("public"))
    deliver(private(thread.author, "private", 1))
    deliver(thread.reply)
    assert inbox(thread.me) == []

    deliver(private(thread.author, "open", 2))

    assert types(inbox(thread.me)) == ["reply"]


@pytest.mark.parametrize("is_blocked_by_author", [True, False])
def test_a_block_hides_replies_on_the_posts_of_the_other_until_it_ends(deliver, inbox, thread, is_blocked_by_author):
    by, who = (thread.author, thread.me) if is_blocked_by_author else (thread.me, thread.author)
    deliver(thread.published("public"))
    deliver(blocked(by=by, who=who))
    reply = {"post": thread.post, "reply_to": new_id(), "reply_to_author": thread.me}
    deliver(commented(by=person("Bob"), author=thread.author, **reply))
    assert inbox(thread.me) == []

    deliver(blocked(by=by, who=who, state="none", version=2), times=2)

    assert types(inbox(thread.me)) == ["reply"]
    deliver(blocked(by=by, who=who, version=3))
    assert Notification.objects.get(recipient_id=thread.me).is_hidden
