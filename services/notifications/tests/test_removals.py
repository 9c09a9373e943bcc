"""Posts and comments that are gone take their notifications along, whenever the news arrive."""

from itertools import permutations

import pytest
from factories import commented, followed, liked, new_id, person, uncommented, unposted

from notifications.models import Cause, Notification

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("times", [1, 2])
def test_a_deleted_post_takes_along_what_was_told_of_it(deliver, inbox, times):
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
def test_nothing_is_told_of_a_deleted_post_in_any_order(deliver, inbox, order):
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


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_deleted_comment_takes_along_itself_and_the_replies_to_it(deliver, inbox, order, times):
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
def test_a_deleted_reply_is_told_to_nobody(deliver, inbox, is_deleted_first):
    author, commenter = new_id(), new_id()
    reply = commented(by=person("Ada"), author=author, post=new_id(), reply_to=new_id(), reply_to_author=commenter)
    events = [uncommented(reply), reply]

    for event in events if is_deleted_first else reversed(events):
        deliver(event)

    assert inbox(author) == inbox(commenter) == []
