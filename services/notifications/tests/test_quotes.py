"""Quotes: the author of the quoted post is notified, as far as both posts may be read."""

from itertools import permutations

import pytest
from factories import blocked, commented, edited, followed, new_id, person, published, unposted

from notifications.models import Cause, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote():
    """Return a post of mine and somebody's quote of it."""

    class Quote:
        me, post, ada, id = new_id(), new_id(), person("Ada"), new_id()

        def original(self, visibility="public"):
            return published(author=self.me, post=self.post, visibility=visibility)

        def published(self, **more):
            return published(
                author=self.ada, post=self.id, quote_of=self.post, quoted_author_id=self.me, minutes=1, **more
            )

        def edited(self, **more):
            return edited(author=self.ada, post=self.id, quote_of=self.post, quoted_author_id=self.me, **more)

    return Quote()


def texts(found) -> list[str]:
    return [each["text"] for each in found]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_quoted_author_is_notified_in_any_order(deliver, inbox, unread, quote, order):
    events = [quote.original(), quote.published(mentions=[quote.me]), quote.edited(mentions=[quote.me])]

    for index in order:
        deliver(events[index], times=2)

    (found,) = inbox(quote.me)
    assert found | {"id": None, "senders": [each["username"] for each in found["senders"]]} == {
        "id": None,
        "type": "quote",
        "senders": ["ada"],
        "senders_count": 1,
        "target": {"type": "post", "id": str(quote.id)},
        "text": "Ada quoted your post.",
        "is_read": False,
        "created_at": "2026-03-01T12:01:00Z",
        "updated_at": "2026-03-01T12:01:00Z",
    }
    assert (unread(quote.me), inbox(quote.ada)) == (1, [])


def test_nobody_is_notified_of_an_own_quote(deliver, inbox):
    me, post = new_id(), new_id()
    deliver(published(author=me, post=post))

    deliver(published(author=me, post=new_id(), quote_of=post, quoted_author_id=me))

    assert inbox(me) == []


@pytest.mark.parametrize("visibility", ["private", "followers", "friends"])
def test_a_quote_that_one_may_not_read_is_not_shown(deliver, inbox, unread, quote, visibility):
    deliver(quote.original())

    deliver(quote.published(visibility=visibility))

    assert (inbox(quote.me), unread(quote.me)) == ([], 0)
    deliver(quote.edited(visibility="public"))
    assert texts(inbox(quote.me)) == ["Ada quoted your post."]
    deliver(blocked(by=quote.ada, who=quote.me))
    assert inbox(quote.me) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("gone", ["quote", "quoted"])
def test_a_quote_is_gone_with_itself_and_with_the_quoted_post_in_any_order(
    deliver, inbox, run_jobs, quote, gone, order
):
    author, post = (quote.ada, quote.id) if gone == "quote" else (quote.me, quote.post)
    bob = new_id()
    events = [quote.original(), quote.published(mentions=[bob]), unposted(author=author, post=post)]

    for index in order:
        deliver(events[index], times=2)

    assert inbox(quote.me) == inbox(bob) == []
    run_jobs()
    assert not Notification.objects.filter(recipient_id__in=[quote.me, bob], is_hidden=False).exists()
    assert gone == "quoted" or not Cause.objects.exists()


def test_a_mention_in_a_quote_needs_the_right_to_read_the_quoted_post(deliver, inbox, unread, quote):
    bob = new_id()
    deliver(quote.original("followers"))
    deliver(quote.published(mentions=[bob]))
    assert (inbox(bob), unread(bob)) == ([], 0)

    deliver(followed(by=bob, who=quote.me))
    assert (texts(inbox(bob)), unread(bob)) == (["Ada mentioned you in a post."], 1)

    deliver(edited(author=quote.me, post=quote.post, visibility="private"))
    assert (inbox(bob), unread(bob)) == ([], 0)


def test_a_quote_of_a_quote_needs_the_right_to_read_all(deliver, inbox, quote):
    bob, cy, outer = new_id(), person("Cy"), new_id()
    deliver(quote.original("followers"))
    deliver(quote.published())
    deliver(published(author=cy, post=outer, quote_of=quote.id, quoted_author_id=quote.ada, mentions=[bob]))
    assert inbox(bob) == inbox(quote.ada) == []

    for reader in (bob, quote.ada):
        deliver(followed(by=reader, who=quote.me))

    assert texts(inbox(bob)) == ["Cy mentioned you in a post."]
    assert texts(inbox(quote.ada)) == ["Cy quoted your post."]
    deliver(unposted(author=quote.me, post=quote.post))
    assert inbox(bob) == inbox(quote.ada) == []


def test_its_author_is_notified_of_comments_after_the_quoted_post_is_gone(deliver, inbox, quote):
    deliver(quote.original())
    deliver(quote.published())
    deliver(unposted(author=quote.me, post=quote.post))

    deliver(commented(by=person("Bob"), author=quote.ada, post=quote.id))

    assert texts(inbox(quote.ada)) == ["Bob commented on your post."]
