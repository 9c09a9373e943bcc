"""What joins one notification, and what undoing does to it."""

from uuid import UUID

import pytest
from factories import at, commented, followed, liked, new_id, person, published, uncommented

from notifications.grouping import period_of, position_of

pytestmark = pytest.mark.django_db


def test_likes_of_one_post_are_one_notification_with_the_latest_senders_first(deliver, inbox):
    author, post = new_id(), new_id()
    ada, bob, cy, dan = (person(name) for name in ("Ada", "Bob", "Cy", "Dan"))

    for minutes, liker in enumerate([ada, bob, cy, dan]):
        deliver(liked(by=liker, author=author, post=post, minutes=minutes))

    (found,) = inbox(author)
    assert [sender["id"] for sender in found["senders"]] == [str(dan), str(cy), str(bob)]
    assert found["senders_count"] == 4
    assert found["target"] == {"type": "post", "id": str(post)}
    assert found["text"] == "Dan and 3 others liked your post."
    assert (found["type"], found["is_read"]) == ("like", False)
    assert (found["created_at"], found["updated_at"]) == ("2026-03-01T12:00:00Z", "2026-03-01T12:03:00Z")


def test_followers_are_one_notification_about_the_followed_person(deliver, inbox):
    me = new_id()

    deliver(followed(by=person("Ada"), who=me))
    deliver(followed(by=person("Bob"), who=me, minutes=1))

    (found,) = inbox(me)
    assert found["text"] == "Bob and Ada started following you."
    assert found["target"] == {"type": "user", "id": str(me)}


def test_followers_of_one_batch_are_one_notification_and_each_counts_once(deliver, deliver_together, inbox, unread):
    me, names = new_id(), ["Ada", "Ben", "Cleo", "Dora"]
    ada, ben, cleo, dora = map(person, names)
    deliver(followed(by=ada, who=me, state="none", version=9, minutes=9))

    deliver_together(
        followed(by=ada, who=me, minutes=8),  # of an old version
        followed(by=ben, who=me, minutes=1),
        followed(by=ben, who=me, minutes=1),  # emitted twice
        followed(by=cleo, who=me, state="none", version=2, minutes=3),
        followed(by=cleo, who=me, minutes=2),
        followed(by=dora, who=me, minutes=4),
    )

    (found,) = inbox(me)
    assert ([sender["display_name"] for sender in found["senders"]], found["senders_count"]) == (["Dora", "Ben"], 2)
    assert unread(me) == 1


def test_follows_of_a_batch_cost_the_same_statements_however_many(deliver_together, django_assert_num_queries):
    for count in (1, 20):
        with django_assert_num_queries(9):  # begin; inbox; locks, ties, replies; locks, known, new causes; commit
            deliver_together(*(followed(by=new_id(), who=new_id()) for _ in range(count)))


def test_types_and_targets_do_not_mix(deliver, inbox):
    author, ada = new_id(), person("Ada")
    first, second = new_id(), new_id()

    deliver(liked(by=ada, author=author, post=first, minutes=1))
    deliver(liked(by=ada, author=author, post=second, minutes=2))
    deliver(commented(by=ada, author=author, post=first, minutes=3))

    assert [(found["type"], found["target"]["id"]) for found in inbox(author)] == [
        ("comment", str(first)),
        ("like", str(second)),
        ("like", str(first)),
    ]


def test_a_notification_takes_in_what_happens_within_12_hours(deliver, inbox):
    author, post = new_id(), new_id()

    deliver(liked(by=person("Ada"), author=author, post=post, minutes=1))
    deliver(liked(by=person("Bob"), author=author, post=post, minutes=12 * 60 - 1))
    deliver(liked(by=person("Cy"), author=author, post=post, minutes=12 * 60 + 1))

    assert [found["text"] for found in inbox(author)] == ["Cy liked your post.", "Bob and Ada liked your post."]


def test_undoing_takes_the_sender_out(deliver, inbox):
    author, post, ada, bob = new_id(), new_id(), person("Ada"), person("Bob")
    deliver(liked(by=ada, author=author, post=post))
    deliver(liked(by=bob, author=author, post=post, minutes=1))

    deliver(liked(by=bob, author=author, post=post, state="off", version=2, minutes=2))

    (found,) = inbox(author)
    assert (found["text"], found["senders_count"]) == ("Ada liked your post.", 1)
    assert found["updated_at"] == "2026-03-01T12:00:00Z"


def test_a_notification_without_senders_is_not_listed(deliver, inbox, unread):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))

    deliver(followed(by=ada, who=me, state="none", version=2, minutes=1))

    assert inbox(me) == []
    assert unread(me) == 0


def test_a_sender_of_several_comments_counts_once_until_the_last_is_gone(deliver, inbox):
    author, post, ada = new_id(), new_id(), person("Ada")
    first = commented(by=ada, author=author, post=post, minutes=1)
    second = commented(by=ada, author=author, post=post, minutes=2)
    deliver(first)
    deliver(second)
    assert [found["senders_count"] for found in inbox(author)] == [1]

    deliver(uncommented(second))
    (found,) = inbox(author)
    assert (found["senders_count"], found["updated_at"]) == (1, "2026-03-01T12:01:00Z")

    deliver(uncommented(first))
    assert inbox(author) == []


def test_following_again_days_later_creates_a_new_notification(deliver, inbox):
    me, ada = new_id(), person("Ada")
    deliver(followed(by=ada, who=me))
    deliver(followed(by=ada, who=me, state="none", version=2, minutes=1))

    deliver(followed(by=ada, who=me, version=3, minutes=3 * 24 * 60))

    (found,) = inbox(me)
    assert found["created_at"] == "2026-03-04T12:00:00Z"


def test_nobody_is_notified_of_what_they_did_themselves(deliver, inbox):
    me, post, comment = new_id(), new_id(), new_id()

    deliver(followed(by=me, who=me))
    deliver(liked(by=me, author=me, post=post))
    deliver(commented(by=me, author=me, post=post))
    deliver(commented(by=me, author=me, post=post, reply_to=comment, reply_to_author=me))

    assert inbox(me) == []


def test_a_reply_notifies_the_author_of_the_comment_and_the_author_of_the_post(deliver, inbox):
    poster, commenter, ada = new_id(), new_id(), person("Ada")
    post, comment = new_id(), new_id()

    deliver(published(author=poster, post=post))
    deliver(commented(by=ada, author=poster, post=post, reply_to=comment, reply_to_author=commenter))

    (notification,) = inbox(commenter)
    assert (notification["type"], notification["target"]) == ("reply", {"type": "comment", "id": str(comment)})
    assert notification["text"] == "Ada replied to your comment."
    assert [(found["type"], found["target"]["id"]) for found in inbox(poster)] == [("comment", str(post))]


def test_a_reply_to_the_post_authors_own_comment_is_shown_once(deliver, inbox):
    poster, post, comment = new_id(), new_id(), new_id()

    deliver(commented(by=person("Ada"), author=poster, post=post, reply_to=comment, reply_to_author=poster))

    assert [found["type"] for found in inbox(poster)] == ["reply"]


def test_a_sender_who_is_not_known_here_yet_is_somebody(deliver, inbox):
    me, stranger = new_id(), new_id()

    deliver(followed(by=stranger, who=me))

    (found,) = inbox(me)
    assert found["senders"] == [
        {"id": str(stranger), "username": "", "display_name": "Somebody", "avatar": None},
    ]
    assert found["text"] == "Somebody started following you."


def test_what_seems_to_happen_before_its_target_was_made_counts_as_the_first_period():
    assert period_of(target_id=new_id(minutes=5), occurred_at=at(0)) == 0
    assert period_of(target_id=UUID(int=(1 << 128) - 1), occurred_at=at(0)) == 0
    assert period_of(target_id=new_id(), occurred_at=at(12 * 60)) == 1


def test_positions_sort_by_the_microsecond():
    notification = new_id()
    positions = [position_of(notification_id=notification, occurred_at=at(second / 60 / 1e5)) for second in range(50)]

    assert sorted(set(positions)) == positions
    assert {position.version for position in positions} == {7}
