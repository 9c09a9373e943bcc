"""Authors with very many followers: their posts are merged into feeds when these are read."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from factories import FollowFactory, follow_changed, follower_of, published

from chassis.ids import uuid7
from chassis.jobs.steps import claim, take_step
from chassis.testing.locks import wait_for_a_lock
from posts import timelines
from posts.models import Author, FanOutOnReadFollow, Post
from posts.services import authors
from posts.services.authors import author_is_switched
from relations.consumers import keep_ties
from relations.models import Tie

POSTS = "/api/v1/posts/"


@pytest.fixture
def celebrity(settings, db):
    """Return an author with more followers than posts are copied to."""
    settings.FANOUT_MAX_FOLLOWERS = 2
    author = uuid7()
    for _ in range(3):
        follower_of(author)
    return author


def publish(api, deliver, author, text):
    api(author).post(POSTS, {"text": text})
    deliver(published(Post.objects.get(text=text)))


@pytest.fixture
def switched(api, deliver, run_jobs, celebrity):
    """Return the author after the first post, which was copied, and the switch that it caused."""
    publish(api, deliver, celebrity, "First")
    run_jobs()
    return celebrity


def test_an_author_is_switched_after_the_first_post_that_was_copied_too_often(api, deliver, run_jobs, celebrity):
    follower_of(ordinary := uuid7())

    for text in ("First", "Second"):
        publish(api, deliver, celebrity, f"{text} to all")
        publish(api, deliver, ordinary, f"{text} to one")
        run_jobs()

    merged = set(Post.objects.filter(is_fanned_out_on_read=True).values_list("text", flat=True))
    assert merged == {"Second to all"}
    assert Author.objects.filter(is_switched=True).get().account_id == celebrity
    assert set(FanOutOnReadFollow.objects.values_list("followee_id", flat=True)) == {celebrity}


def test_publishing_costs_the_same_however_many_followers(api, celebrity, django_assert_num_queries):
    client = api(celebrity)
    client.post(POSTS, {"text": "The first makes the person known"})
    with CaptureQueriesContext(connection) as captured:
        client.post(POSTS, {"text": "To many"})
    Tie.objects.all().delete()

    with django_assert_num_queries(len(captured)):
        client.post(POSTS, {"text": "To nobody"})

    assert not any("tie" in query["sql"] and "COUNT" in query["sql"] for query in captured)
    assert not any(query["sql"].startswith("UPDATE") for query in captured)


def test_at_each_moment_of_the_switch_no_feed_lacks_or_doubles_a_post(monkeypatch, api, deliver, all_pages, celebrity):
    monkeypatch.setattr(authors, "EDGES_AT_ONCE", 1)
    readers = list(Tie.objects.values_list("source_id", flat=True))
    publish(api, deliver, celebrity, "0")
    posted = ["0"]

    while claimed := claim():
        if len(readers) < 5:
            readers.append(uuid7())
            deliver(follow_changed(readers[-1], celebrity))
        take_step(claimed)
        publish(api, deliver, celebrity, str(len(posted)))
        posted.insert(0, str(len(posted)))
        for reader in readers:
            assert [post["text"] for post in all_pages(reader, "/api/v1/feed/", limit=20)] == posted

    assert 5 < len(posted) < 20
    assert author_is_switched(celebrity)
    assert unmarked() == set()


@pytest.mark.django_db(transaction=True)
def test_a_follow_that_takes_effect_while_the_switch_begins_is_marked(celebrity):
    reader = uuid7()
    with ThreadPoolExecutor(1) as another:
        with transaction.atomic():
            keep_ties([follow_changed(reader, celebrity)])
            beginning = another.submit(on_own_connection, lambda: authors.author_switch_step(str(celebrity), {}))
            wait_for_a_lock()
        state = beginning.result()

    while state:
        state = on_own_connection(lambda state=state: authors.author_switch_step(str(celebrity), state))

    assert unmarked() == set()


@pytest.mark.django_db(transaction=True)
def test_a_follow_that_ends_while_the_switch_marks_it_has_no_mark(celebrity):
    state = on_own_connection(lambda: authors.author_switch_step(str(celebrity), {}))
    reader = Tie.objects.values_list("source_id", flat=True).first()
    with ThreadPoolExecutor(1) as another:
        with transaction.atomic():
            keep_ties([follow_changed(reader, celebrity, state="none", version=2)])
            marking = another.submit(on_own_connection, lambda: authors.author_switch_step(str(celebrity), state))
            wait_for_a_lock()
        marking.result()

    assert not FanOutOnReadFollow.objects.filter(follower_id=reader).exists()
    assert FanOutOnReadFollow.objects.count() == 2


def unmarked():
    """Return the ends of the follows that feeds do not find when they are read."""
    marked = FanOutOnReadFollow.objects.values_list("follower_id", "followee_id")
    return set(Tie.objects.values_list("source_id", "target_id")) - set(marked)


def on_own_connection(act):
    try:
        with transaction.atomic():
            return act()
    finally:
        connection.close()


def test_their_posts_are_in_feeds_without_being_in_timelines(api, deliver, feed, switched):
    celebrity, edge = switched, FollowFactory(followee_id=switched, is_marked=True)
    other = FollowFactory(follower_id=edge.follower_id).followee_id
    feed(edge.follower_id)

    for author, text in ((celebrity, "1"), (other, "2"), (celebrity, "3")):
        publish(api, deliver, author, text)

    assert feed(edge.follower_id) == ["3", "2", "1", "First"]
    assert timelines.members(edge.follower_id) == [Post.objects.get(text=text).id for text in ("First", "2")]


def test_posts_from_before_and_after_are_all_there_also_for_a_new_follower(
    api, deliver, all_pages, run_jobs, celebrity
):
    for n in range(4):
        publish(api, deliver, celebrity, f"copied {n}")
    run_jobs()
    for n in range(4):
        publish(api, deliver, celebrity, f"merged {n}")

    deliver(follow_changed(reader := uuid7(), celebrity))

    shown = [post["text"] for post in all_pages(reader, "/api/v1/feed/")]
    assert shown == [f"{how} {n}" for how in ("merged", "copied") for n in (3, 2, 1, 0)]


def test_an_author_is_never_switched_back(api, deliver, switched):
    Tie.objects.all().delete()

    deliver(follow_changed(reader := uuid7(), switched))
    publish(api, deliver, switched, "Now")

    assert FanOutOnReadFollow.objects.filter(follower_id=reader, followee_id=switched).exists()
    assert Post.objects.get(text="Now").is_fanned_out_on_read


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_costs_one_query_however_many_of_them_are_followed(api, deliver, feed, django_assert_num_queries, count):
    reader = uuid7()
    for n in range(count):
        author = FollowFactory(follower_id=reader, is_marked=True).followee_id
        Author.objects.create(account_id=author, has_marked_follows=True, is_switched=True)
        publish(api, deliver, author, f"{n}")
    feed(reader)

    with django_assert_num_queries(1):
        shown = feed(reader)

    assert len(shown) == count


def test_unfollowing_one_takes_effect_at_once(api, deliver, feed, switched):
    edge = FollowFactory(followee_id=switched, is_marked=True)
    publish(api, deliver, switched, "Gone")
    assert feed(edge.follower_id) == ["Gone", "First"]

    deliver(follow_changed(edge.follower_id, switched, state="none", version=2))

    assert feed(edge.follower_id) == []
