"""Mentions in posts and comments: who is mentioned and may read them is notified once."""

import random
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import (
    LIST,
    blocked,
    commented,
    edited,
    followed,
    new_id,
    person,
    published,
    recommented,
    uncommented,
    unposted,
)

from contracts.posts import MENTIONS_MAX
from notifications.models import Cause, Notification, Post, Removal

pytestmark = pytest.mark.django_db


def shown(found) -> list[tuple[str, str]]:
    return [(each["type"], each["text"]) for each in found]


@pytest.mark.parametrize("times", [1, 2])
def test_those_whom_a_post_mentions_are_notified(deliver, inbox, unread, times):
    ada, bob, cy, post = person("Ada"), new_id(), new_id(), new_id()

    deliver(published(author=ada, post=post, mentions=[bob, ada, cy]), times=times)

    (found,) = inbox(bob, "?type=mention")
    assert found | {"id": None, "senders": [each["username"] for each in found["senders"]]} == {
        "id": None,
        "type": "mention",
        "senders": ["ada"],
        "senders_count": 1,
        "target": {"type": "post", "id": str(post)},
        "text": "Ada mentioned you in a post.",
        "is_read": False,
        "created_at": "2026-03-01T12:00:00Z",
        "updated_at": "2026-03-01T12:00:00Z",
    }
    assert (len(inbox(cy)), unread(bob), inbox(ada)) == (1, 1, [])


def test_those_whom_a_comment_mentions_are_notified(deliver, inbox):
    ada, bob, author, post, comment = person("Ada"), new_id(), new_id(), new_id(), new_id()
    deliver(published(author=author, post=post))

    deliver(commented(by=ada, author=author, post=post, comment=comment, mentions=[ada, bob]))

    (found,) = inbox(bob)
    assert (found["text"], found["target"]) == (
        "Ada mentioned you in a comment.",
        {"type": "comment", "id": str(comment)},
    )
    assert shown(inbox(author)) == [("comment", "Ada commented on your post.")]


def test_one_comment_notifies_each_person_once(deliver, inbox, unread):
    ada, author, parent, post = person("Ada"), new_id(), new_id(), new_id()
    reply = {"reply_to": new_id(), "reply_to_author": parent}
    deliver(published(author=author, post=post))

    deliver(commented(by=ada, author=author, post=post, mentions=[author, parent], **reply))

    assert shown(inbox(parent)) == [("reply", "Ada replied to your comment.")]
    assert shown(inbox(author)) == [("mention", "Ada mentioned you in a comment.")]
    assert (unread(parent), unread(author)) == (1, 1)


def test_a_comment_that_is_edited_so_that_it_mentions_the_posts_author_is_a_mention_and_back(deliver, inbox, unread):
    ada, author, post = person("Ada"), new_id(), new_id()
    comment = commented(by=ada, author=author, post=post)
    deliver(published(author=author, post=post))
    deliver(comment)
    (first,) = inbox(author)

    deliver(recommented(comment, mentions=[author], minutes=9))
    assert shown(inbox(author)) == [("mention", "Ada mentioned you in a comment.")]

    deliver(recommented(comment, version=3, minutes=10))
    assert inbox(author) == [first]
    assert unread(author) == 1


@pytest.mark.parametrize("visibility", ["private", "followers", "friends", "group", "an audience of tomorrow"])
def test_nobody_is_notified_of_a_mention_in_what_they_may_not_read(api, deliver, inbox, unread, visibility):
    ada, bob, post = person("Ada"), new_id(), new_id()

    deliver(published(author=ada, post=post, visibility=visibility, group_id=new_id(), mentions=[bob]))
    deliver(commented(by=person("Cy"), author=ada, post=post, mentions=[bob], minutes=1))

    assert (inbox(bob), unread(bob)) == ([], 0)
    notification = Notification.objects.filter(recipient_id=bob).first()
    assert api(bob).put(f"{LIST}{notification.id}/read/").status_code == 404
    deliver(edited(author=ada, post=post, mentions=[bob]))
    assert shown(inbox(bob)) == [
        ("mention", "Cy mentioned you in a comment."),
        ("mention", "Ada mentioned you in a post."),
    ]


def test_a_mention_in_a_post_that_becomes_public_is_of_that_time(deliver, inbox):
    ada, bob, post = person("Ada"), new_id(), new_id()
    deliver(published(author=ada, post=post, visibility="private"))

    deliver(edited(author=ada, post=post, mentions=[bob], minutes=3 * 24 * 60))

    assert [each["created_at"] for each in inbox(bob)] == ["2026-03-04T12:00:00Z"]


def test_an_edit_notifies_who_is_mentioned_now_and_undoes_the_others(api, deliver, inbox, unread):
    ada, bob, cy, post = person("Ada"), new_id(), new_id(), new_id()
    deliver(published(author=ada, post=post, mentions=[bob]))
    before = inbox(bob)
    api(bob).put(f"{LIST}read/")

    deliver(edited(author=ada, post=post, mentions=[bob, cy], minutes=13 * 60))
    assert (inbox(bob), unread(bob)) == ([each | {"is_read": True} for each in before], 0)
    assert [each["created_at"] for each in inbox(cy)] == ["2026-03-02T01:00:00Z"]

    deliver(edited(author=ada, post=post, mentions=[cy], version=3))
    assert (inbox(bob), len(inbox(cy))) == ([], 1)

    deliver(edited(author=ada, post=post, version=4))
    assert (inbox(bob), inbox(cy), unread(cy)) == ([], [], 0)


def test_who_is_mentioned_again_is_not_notified_again_of_what_was_read_or_deleted(api, deliver, inbox, unread):
    ada, bob, cy, post = person("Ada"), new_id(), new_id(), new_id()
    deliver(published(author=ada, post=post, mentions=[bob, cy]))
    api(bob).put(f"{LIST}read/")
    api(cy).delete(LIST)

    deliver(edited(author=ada, post=post))
    deliver(edited(author=ada, post=post, mentions=[bob, cy], version=3))

    assert (len(inbox(bob)), unread(bob), inbox(cy)) == (1, 0, [])


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_newest_list_counts_in_any_order(deliver, inbox, order):
    ada, bob, cy, post = person("Ada"), new_id(), new_id(), new_id()
    events = [
        published(author=ada, post=post, mentions=[bob]),
        edited(author=ada, post=post, mentions=[bob, cy], minutes=1),
        edited(author=ada, post=post, version=3, minutes=2),
        edited(author=ada, post=post, mentions=[cy], version=4, minutes=3),
    ]

    for index in order:
        deliver(events[index], times=2)

    assert inbox(bob) == []
    assert [(each["text"], each["updated_at"]) for each in inbox(cy)] == [
        ("Ada mentioned you in a post.", "2026-03-01T12:01:00Z")
    ]


@pytest.mark.parametrize("seed", range(6))
def test_comments_with_mentions_have_one_result_in_any_order_and_batches_of_any_size(deliver_together, inbox, seed):
    ada, author, parent, bob, post = person("Ada"), new_id(), new_id(), new_id(), new_id()
    reply = {"reply_to": new_id(), "reply_to_author": parent}
    first = commented(by=ada, author=author, post=post, mentions=[author, parent, bob], **reply)
    second = commented(by=ada, author=author, post=post, minutes=1)
    gone = commented(by=ada, author=author, post=post, mentions=[bob], minutes=2)
    history = [
        published(author=author, post=post, visibility="followers"),
        followed(by=bob, who=author),
        followed(by=parent, who=author),
        first,
        recommented(first, mentions=[bob], minutes=3),
        second,
        recommented(second, mentions=[bob], minutes=4),
        recommented(second, mentions=[author, bob], version=3, minutes=5),
        gone,
        uncommented(gone, version=3),
        recommented(gone, mentions=[bob, parent], minutes=6),
    ]

    def delivered(events, size):
        for model in (Cause, Notification, Removal, Post):
            model.objects.all().delete()
        for start in range(0, len(events), size):
            deliver_together(*events[start : start + size])
        found = [inbox(reader) for reader in (author, parent, bob)]
        return [[each | {"id": None} for each in mine if each["type"] != "follow"] for mine in found]

    in_order = delivered(history, 1)
    assert [shown(found) for found in in_order] == [
        [("mention", "Ada mentioned you in a comment."), ("comment", "Ada commented on your post.")],
        [("reply", "Ada replied to your comment.")],
        [("mention", "Ada mentioned you in a comment.")] * 2,
    ]
    chance = random.Random(seed)
    events = [*history, *chance.sample(history, 4)]
    chance.shuffle(events)
    assert delivered(events, chance.randint(1, len(events))) == in_order


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("gone", ["post", "comment"])
def test_mentions_are_gone_with_the_post_and_the_comment_in_any_order(deliver, inbox, gone, order):
    ada, bob, post = person("Ada"), new_id(), new_id()
    comment = commented(by=ada, author=ada, post=post, mentions=[bob])
    events = (
        [
            published(author=ada, post=post, mentions=[bob]),
            edited(author=ada, post=post, mentions=[bob]),
            unposted(author=ada, post=post, version=3),
        ]
        if gone == "post"
        else [comment, recommented(comment, mentions=[bob]), uncommented(comment, version=3)]
    )
    if gone == "comment":
        deliver(published(author=ada, post=post))

    for index in order:
        deliver(events[index], times=2)

    assert inbox(bob) == []
    assert (Notification.objects.count(), Cause.objects.count()) == (0, 0)


@pytest.mark.parametrize("by_author", [True, False])
def test_a_block_hides_mentions_until_it_ends(deliver, inbox, by_author):
    ada, bob, post = person("Ada"), new_id(), new_id()
    by, who = (ada, bob) if by_author else (bob, ada)
    deliver(published(author=ada, post=post, mentions=[bob]))

    deliver(blocked(by=by, who=who))
    assert inbox(bob) == []
    deliver(blocked(by=by, who=who, state="none", version=2))

    assert len(inbox(bob)) == 1


def test_a_new_post_with_50_mentions_needs_as_many_statements_as_with_one(deliver, inbox):
    ada, people = person("Ada"), [new_id() for _ in range(MENTIONS_MAX)]
    counts = []

    for mentions in (people[:1], people):
        with CaptureQueriesContext(connection) as captured:
            deliver(published(author=ada, post=new_id(), mentions=mentions))
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert [len(inbox(each)) for each in people] == [2] + [1] * (MENTIONS_MAX - 1)


def test_old_events_without_the_new_fields_notify_of_nothing_new(deliver, inbox):
    ada, post = person("Ada"), new_id()
    event = published(author=ada, post=post)
    deliver(type(event).model_validate(event.model_dump(include={*event.model_fields_set} - {"mentions"})))

    assert inbox(ada) == []
    assert Cause.objects.count() == 0
