"""A card that many readers lack is rendered by one of them, and the others wait for it, but not for long."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from factories import PostFactory, follower_of
from prometheus_client import REGISTRY

from posts import timelines
from posts.models import Post
from posts.services import feed as feed_service
from posts.timelines import cards
from posts.timelines import connection as connection_to_redis
from posts.timelines.connection import client
from posts.timelines.keys import CLAIMS, card_key
from runtime.waiting import wait_until

READERS = 12
MINUTE = 60

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post() -> Post:
    """Return a post of somebody whom others follow."""
    return PostFactory()


@pytest.fixture
def readers(post, feed) -> list:
    """Return followers who have read the post, and each has a timeline."""
    readers = [follower_of(post.author_id) for _ in range(READERS)]
    for reader in readers:
        assert feed(reader) == [post.text]
    return readers


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    """Return threads for requests, each with a connection of its own."""
    with ThreadPoolExecutor(READERS) as pool:
        yield pool


@pytest.fixture
def long_claims(monkeypatch) -> Iterator[None]:
    """Let claims, waiting and time limits last so long that a busy machine changes nothing."""
    monkeypatch.setattr(cards, "CLAIM_MILLISECONDS", 1000 * MINUTE)
    monkeypatch.setattr(feed_service, "WAIT_SECONDS", MINUTE)
    monkeypatch.setattr(connection_to_redis, "TIMEOUT_SECONDS", MINUTE)
    _connect_again()
    yield
    _connect_again()


def _connect_again() -> None:
    connection_to_redis.client.cache_clear()
    connection_to_redis._loaded.cache_clear()


def rendered() -> float:
    return REGISTRY.get_sample_value("cards_rendered_total")


def on_own_connection(read: Callable, *arguments: object) -> object:
    try:
        return read(*arguments)
    finally:
        connection.close()


def claimed_by_another(post: Post) -> None:
    """Claim the card of a post, as a process that is killed then."""
    client().delete(card_key(post.id))
    assert timelines.claim_cards({str(post.id): b"a head"}).to_render == [str(post.id)]


@pytest.mark.parametrize("lose", [lambda post: client().delete(card_key(post.id)), lambda post: client().flushdb()])
def test_readers_who_lack_the_same_card_at_once_render_it_once(feed, post, readers, others, long_claims, lose):
    at_once, before = Barrier(READERS), rendered()
    lose(post)

    def read(reader):
        at_once.wait()
        return feed(reader)

    found = list(others.map(lambda reader: on_own_connection(read, reader), readers))

    assert found == [[post.text]] * READERS
    assert rendered() - before == 1
    assert client().keys(f"{CLAIMS}*") == []


def test_readers_who_lack_different_cards_share_the_work(feed, readers, post, others, long_claims):
    posts = [PostFactory(author_id=post.author_id) for _ in range(10)]
    client().flushdb()
    at_once, before = Barrier(READERS), rendered()

    def read(number, reader):
        at_once.wait()
        return feed(reader, limit=1 + number % len(posts))

    found = list(others.map(lambda each: on_own_connection(read, *each), enumerate(readers)))

    newest = [each.text for each in reversed(posts)]
    assert found == [newest[: 1 + number % len(posts)] for number in range(READERS)]
    assert rendered() - before == len(posts) + 1


def test_the_claim_of_a_killed_process_is_taken_over(feed, post, readers):
    claimed_by_another(post)
    before = rendered()

    assert feed(readers[0]) == [post.text]

    assert rendered() - before == 1
    assert client().exists(card_key(post.id))


def test_a_reader_waits_no_longer_when_redis_is_lost(feed, post, readers, others, long_claims, redis_down):
    claimed_by_another(post)
    calls = asked_of_redis()

    waiting = others.submit(on_own_connection, feed, readers[0])
    wait_until(lambda: asked_of_redis() >= calls + 3, what="the reader does not ask again")
    redis_down()

    assert waiting.result(timeout=MINUTE) == [post.text]


def test_a_reader_does_not_wait_for_a_claim_that_is_never_ended(feed, post, readers):
    claimed_by_another(post)
    client().persist(f"{CLAIMS}{post.id}")
    before = rendered()

    assert feed(readers[0]) == [post.text]

    assert rendered() - before == 1
    assert client().exists(f"{CLAIMS}{post.id}", card_key(post.id)) == 1


def asked_of_redis() -> int:
    return client().info("commandstats")["cmdstat_evalsha"]["calls"]
