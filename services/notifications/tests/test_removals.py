"""Posts and comments that are gone take their notifications along, whenever the news arrive."""

from itertools import permutations

import pytest
from factories import LIST, commented, followed, liked, new_id, person, published, uncommented, unposted

from notifications.models import Cause, Notification
from notifications.services import removals

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("times", [1, 2])
def test_D10_a_deleted_post_removes_the_notifications_about_it(deliver, inbox, times):
    author, commenter, ada = new_id(), new_id(), person("Ada")
    post, other_post, comment = new_id(), new_id(), new_id()
    deliver(liked(by=ada, author=author, post=post))
    deliver(commented(by=commenter, author=author, post=post, comment=comment))
    deliver(commented(by=ada, author=author, post=post, reply_to=comment, reply_to_author=commenter))
    deliver(liked(by=ada, author=author, post=other_post, minutes=1))
    deliver(followed(by=ada, who=author))

    deliver(unposted(author=author, post=post), times=times)

    assert [(found["type"], found["target"]["id"]) for found in inbox(author)] == [
        ("like", str(other_post)),
        ("follow", str(author)),
    ]
    assert inbox(commenter) == []
    assert not Notification.objects.filter(post_id=post).exists()


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_nobody_is_notified_of_a_deleted_post_in_any_order(deliver, inbox, order):
    author, commenter, ada = new_id(), new_id(), new_id()
    post, comment = new_id(), new_id()
    events = [
        liked(by=ada, author=author, post=post),
        liked(by=ada, author=author, post=post, state="off", version=2),
        commented(by=ada, author=author, post=post, reply_to=comment, reply_to_author=commenter),
        unposted(author=author, post=post),
    ]

    for index in order:
        deliver(events[index])

    assert inbox(author) == inbox(commenter) == []
    assert not Cause.objects.exists()


@pytest.fixture
def in_small_steps(monkeypatch):
    """Let one step remove two notifications and eight causes."""
    monkeypatch.setattr(removals, "BATCH", 2)


def test_many_notifications_of_a_post_are_hidden_at_once_and_deleted_in_steps(
    api, deliver, inbox, unread, run_jobs, in_small_steps
):
    author, post, comment, people = new_id(), new_id(), new_id(), [new_id() for _ in range(5)]
    for liker in (new_id() for _ in range(30)):
        deliver(liked(by=liker, author=author, post=post))
    for me in people:
        deliver(commented(by=author, author=author, post=post, reply_to=comment, reply_to_author=me))
    deliver(liked(by=person("Ada"), author=author, post=new_id(), minutes=1))
    (_, notification) = inbox(author)

    deliver(unposted(author=author, post=post))

    assert Cause.objects.count() > 20
    assert [inbox(reader) for reader in people] == [[]] * 5
    assert (len(inbox(author)), unread(author)) == (1, 1)
    assert api(author).put(f"{LIST}{notification['id']}/read/").status_code == 404
    assert run_jobs() >= 5
    assert (Cause.objects.count(), Notification.objects.count()) == (1, 1)


def test_many_replies_to_a_deleted_comment_are_hidden_at_once_and_deleted_in_steps(
    deliver, inbox, unread, run_jobs, in_small_steps
):
    author, commenter, post = new_id(), new_id(), new_id()
    comment = commented(by=commenter, author=author, post=post)
    deliver(published(author=author, post=post))
    deliver(comment)
    for reply_by in (new_id() for _ in range(20)):
        deliver(
            commented(
                by=reply_by, author=author, post=post, reply_to=comment.comment_id, reply_to_author=commenter, minutes=1
            )
        )
    assert len(inbox(commenter)) == 1

    deliver(uncommented(comment), times=2)

    assert (inbox(commenter), unread(commenter)) == ([], 0)
    assert Cause.objects.filter(type="reply").count() > 10
    assert run_jobs() >= 2
    assert not Cause.objects.filter(type="reply").exists()
    (left,) = inbox(author)
    assert left["senders_count"] == 20


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_deleting_a_comment_removes_its_notifications_and_those_of_its_replies(deliver, inbox, order, times):
    author, commenter, ada = new_id(), person("Carl"), person("Ada")
    post = new_id()
    comment = commented(by=commenter, author=author, post=post)
    reply = commented(
        by=ada, author=author, post=post, reply_to=comment.comment_id, reply_to_author=commenter, minutes=1
    )
    events = [comment, reply, uncommented(comment)]

    for index in order:
        deliver(events[index], times=times)

    assert inbox(commenter) == []
    (left,) = inbox(author)
    assert left["text"] == "Ada commented on your post."


@pytest.mark.parametrize("is_deleted_first", [True, False])
def test_a_deleted_reply_notifies_nobody(deliver, inbox, is_deleted_first):
    author, commenter = new_id(), new_id()
    reply = commented(by=person("Ada"), author=author, post=new_id(), reply_to=new_id(), reply_to_author=commenter)
    events = [uncommented(reply), reply]

    for event in events if is_deleted_first else reversed(events):
        deliver(event)

    assert inbox(author) == inbox(commenter) == []
