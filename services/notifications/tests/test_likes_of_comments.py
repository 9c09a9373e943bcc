"""Likes of comments: their authors are notified as long as they may read the post."""

from itertools import permutations

import pytest
from factories import (
    blocked,
    comment_liked,
    commented,
    edited,
    followed,
    new_id,
    person,
    published,
    uncommented,
    unposted,
)

from notifications.models import Cause, Notification
from notifications.services import removals

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """Return somebody who comments on a post, its author, and a like of the comment."""

    class Thread:
        me, author, post, ada = new_id(), new_id(), new_id(), person("Ada")
        comment = commented(by=me, author=author, post=post)
        target = comment.comment_id

        def liked(self, by=None, **more):
            return comment_liked(by=by or self.ada, author=self.me, post=self.post, comment=self.target, **more)

        def published(self, visibility="public"):
            return published(author=self.author, post=self.post, visibility=visibility)

    return Thread()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_comments_author_is_notified_in_any_order(deliver, inbox, unread, thread, order):
    events = [thread.published(), thread.liked(), thread.liked(by=person("Bob"), minutes=1)]

    for index in order:
        deliver(events[index], times=2)

    (shown,) = inbox(thread.me)
    assert (shown["type"], shown["target"]) == ("like", {"type": "comment", "id": str(thread.target)})
    assert (shown["text"], shown["senders_count"]) == ("Bob and Ada liked your comment.", 2)
    assert unread(thread.me) == 1
    assert [each["type"] for each in inbox(thread.author)] == []


def test_an_own_comment_on_an_own_post_is_always_shown(deliver, inbox):
    me, post, comment = new_id(), new_id(), new_id()
    deliver(published(author=me, post=post, visibility="private"))

    deliver(comment_liked(by=person("Ada"), author=me, post=post, comment=comment))

    assert [each["text"] for each in inbox(me)] == ["Ada liked your comment."]


@pytest.mark.parametrize("is_last", [True, False])
def test_it_is_gone_when_the_like_is(deliver, inbox, thread, is_last):
    events = [thread.liked(), thread.liked(state="off", version=2)]
    deliver(thread.published())

    for event in events if is_last else events[::-1]:
        deliver(event)

    assert inbox(thread.me) == []


@pytest.mark.parametrize("gone", ["comment", "post"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_is_gone_with_the_comment_and_with_the_post_in_any_order(deliver, inbox, thread, gone, order):
    end = uncommented(thread.comment) if gone == "comment" else unposted(author=thread.author, post=thread.post)
    events = [thread.liked(), thread.liked(by=new_id(), state="off", version=2), end]
    deliver(thread.published())

    for index in order:
        deliver(events[index], times=2)

    assert inbox(thread.me) == []
    assert not Notification.objects.filter(recipient_id=thread.me).exists()
    assert gone == "post" or not Cause.objects.exists()


def test_many_likes_of_a_deleted_comment_are_hidden_at_once_and_deleted_in_steps(
    deliver, inbox, thread, run_jobs, monkeypatch
):
    monkeypatch.setattr(removals, "BATCH", 2)
    deliver(thread.published())
    for _ in range(30):
        deliver(thread.liked(by=new_id()))

    deliver(uncommented(thread.comment))

    assert inbox(thread.me) == []
    assert Cause.objects.exists()
    run_jobs()
    assert (Cause.objects.count(), Notification.objects.count()) == (0, 0)


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize(("state", "is_shown"), [("active", True), ("none", False)])
def test_it_is_shown_to_those_who_may_read_the_post_in_any_order(
    deliver, inbox, unread, thread, order, state, is_shown
):
    events = [
        thread.published("followers"),
        followed(by=thread.me, who=thread.author),
        followed(by=thread.me, who=thread.author, state=state, version=2),
        thread.liked(),
    ]

    for index in order:
        deliver(events[index])

    assert (len(inbox(thread.me)), unread(thread.me)) == (int(is_shown), int(is_shown))
    assert Notification.objects.get(recipient_id=thread.me).is_hidden != is_shown


def test_the_audience_and_blocks_hide_and_show_it(deliver, inbox, thread):
    deliver(thread.published())
    deliver(thread.liked())
    shown = inbox(thread.me)
    assert len(shown) == 1

    deliver(edited(author=thread.author, post=thread.post, visibility="private"))
    assert inbox(thread.me) == []
    deliver(edited(author=thread.author, post=thread.post, version=3))
    assert inbox(thread.me) == shown
    deliver(blocked(by=thread.author, who=thread.me))
    assert inbox(thread.me) == []
    deliver(blocked(by=thread.author, who=thread.me, state="none", version=2))
    assert inbox(thread.me) == shown
