"""Polling the home feed: ``previous`` leads to what has arrived since, without gaps and without doubles."""

import pytest
from factories import FollowFactory, PersonFactory, PostFactory, published
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.models import Author, Post
from relations.models import Tie
from runtime.thoroughness import rounds

FEED = "/api/v1/feed/"


@pytest.fixture
def edge():
    """Return an edge of a reader to somebody followed."""
    return FollowFactory()


@pytest.fixture
def switched(edge):
    """Return an author whose posts the reader's feed finds when it is read."""
    author = Author.objects.create(account_id=PersonFactory().id, has_marked_follows=True).account_id
    return FollowFactory(follower_id=edge.follower_id, followee_id=author, is_marked=True).followee_id


@pytest.fixture
def open_page(api, edge):
    """Return a function that opens a link as the reader, or the feed."""
    client = api(edge.follower_id)

    def read(link: str = f"{FEED}?limit=3") -> tuple[list[str], dict]:
        response = client.get(link.removeprefix("https://kith.test"))
        assert response.status_code == 200, response.content
        return [post["id"] for post in response.json()["results"]], response.json()

    return read


def ids(posts) -> list[str]:
    return [str(post.id) for post in posts]


def posts_from_every_source(edge, switched) -> list:
    """Return four new posts: of a followee, of the reader, merged at read, and of the followee."""
    followee, own = PostFactory(author_id=edge.followee_id), PostFactory(author_id=edge.follower_id)
    merged = PostFactory(author_id=switched, is_fanned_out_on_read=True)
    return [followee, own, merged, PostFactory(author_id=edge.followee_id)]


def test_previous_brings_what_has_arrived_since_from_every_source(open_page, deliver, edge, switched):
    PostFactory(author_id=edge.followee_id)
    _, first = open_page()
    new = posts_from_every_source(edge, switched)
    for post in (new[0], new[3]):
        deliver(published(post))

    older, page = open_page(first["previous"])
    newer, page = open_page(page["previous"])
    empty, last = open_page(page["previous"])

    assert (newer, older, empty) == (ids(new[3:]), ids(new[2::-1]), [])
    assert last["previous"] == page["previous"]


@pytest.mark.parametrize("has_timeline", [True, False])
def test_an_empty_feed_is_polled_for_all_that_arrives(open_page, deliver, edge, switched, redis_down, has_timeline):
    _, first = open_page()
    if not has_timeline:
        redis_down()
    _, still = open_page(first["previous"])
    new = posts_from_every_source(edge, switched)
    if has_timeline:
        for post in (new[0], new[3]):
            deliver(published(post))

    older, page = open_page(still["previous"])
    newer, page = open_page(page["previous"])
    empty, _ = open_page(page["previous"])

    assert (newer, older, empty) == (ids(new[3:]), ids(new[2::-1]), [])


def test_a_post_whose_fan_out_is_late_is_polled_once(open_page, deliver, edge):
    PostFactory(author_id=edge.followee_id)
    _, first = open_page()
    late = PostFactory(author_id=edge.followee_id)
    own = PostFactory(author_id=edge.follower_id)
    early, page = open_page(first["previous"])

    deliver(published(late))
    then, page = open_page(page["previous"])
    empty, _ = open_page(page["previous"])

    assert (early, then, empty) == (ids([own]), ids([late]), [])


def test_the_way_there_and_back_shows_the_same_pages(open_page, edge):
    for author in [edge.followee_id, edge.follower_id] * 5:
        PostFactory(author_id=author)
    there, link = [], f"{FEED}?limit=3"
    while link:
        shown, page = open_page(link)
        there.append(shown)
        link = page["next"]

    back, link = [], page["previous"]
    while (opened := open_page(link))[0]:
        back.append(opened[0])
        link = opened[1]["previous"]

    assert back[::-1] == there[:-1]


@pytest.mark.parametrize("is_down", [False, True])
def test_a_place_below_the_timeline_is_read_from_the_database(open_page, deliver, edge, settings, is_down, redis_down):
    settings.TIMELINE_MAX_LENGTH = 2
    posts = [PostFactory(author_id=edge.followee_id) for _ in range(3)]
    _, first = open_page()
    posts += [PostFactory(author_id=edge.followee_id) for _ in range(5)]
    for post in posts[3:]:
        deliver(published(post))
    if is_down:
        redis_down()

    older, page = open_page(first["previous"])
    newer, _ = open_page(page["previous"])

    assert (newer, older) == (ids(posts[:5:-1]), ids(posts[5:2:-1]))


Steps = st.lists(st.sampled_from(["followed", "own", "switched", "hide", "poll", "poll"]), max_size=14)


@given(Steps, st.integers(1, 4))
@settings(max_examples=rounds(20, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_post_is_polled_once_whatever_arrives_and_is_hidden(open_page, deliver, edge, switched, steps, limit):
    authors = {"followed": edge.followee_id, "own": edge.follower_id, "switched": switched}
    start = PostFactory(author_id=edge.followee_id)
    deliver(published(start))
    seen, page = open_page(f"{FEED}?limit={limit}")

    def poll() -> list[str]:
        shown, opened = open_page(page["previous"])
        page.update(opened)
        assert not set(shown) & set(seen)
        assert shown == sorted(shown, reverse=True)
        seen.extend(shown)
        return shown

    for step in steps:
        if step in authors:
            post = PostFactory(author_id=authors[step], is_fanned_out_on_read=step == "switched")
            if step == "followed":
                deliver(published(post))
        elif step == "hide":
            Post.objects.filter(id=Post.objects.latest("id").id).exclude(author_id=edge.follower_id).update(
                visibility="private"
            )
        else:
            poll()
    while poll():
        pass

    readable = Post.objects.in_feed_of(edge.follower_id).filter(id__gt=start.id)
    assert set(ids(readable)) <= set(seen)
    assert Tie.objects.count() == 2
