"""Saving posts for oneself."""

import pytest
from factories import PersonFactory, PostFactory

from chassis.ids import uuid7
from posts.models import Bookmark, Post

POSTS, BOOKMARKS = "/api/v1/posts/", "/api/v1/bookmarks/"


def bookmark(api, post, reader, method="put"):
    return getattr(api(reader), method)(f"{POSTS}{post.id}/bookmark/")


@pytest.mark.parametrize("methods", [["put"], ["post", "put"]])
def test_a_post_is_saved_once_and_nobody_else_is_shown_it(api, emitted, methods):
    post, reader = PostFactory(), uuid7()

    answers = [bookmark(api, post, reader, method) for method in methods]

    assert [(each.status_code, each.json()) for each in answers] == [
        (200, {"bookmarked": True, "bookmarks_count": None})
    ] * len(methods)
    assert emitted() == []
    shown = {name: api(name).get(f"{POSTS}{post.id}/").json() for name in (reader, uuid7(), post.author_id)}
    assert [(each["bookmarked"], each["bookmarks_count"]) for each in shown.values()] == [
        (True, None),
        (False, None),
        (False, 1),
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_a_saved_post_is_removed_also_without_access(api, times):
    post, reader = PostFactory(), uuid7()
    bookmark(api, post, reader)
    api(post.author_id).patch(f"{POSTS}{post.id}/", {"visibility": "private"}, format="json")

    answers = [bookmark(api, post, reader, "delete") for _ in range(times)]

    assert [(each.status_code, each.json()) for each in answers] == [
        (200, {"bookmarked": False, "bookmarks_count": None})
    ] * times
    assert Post.objects.get().bookmarks_count == 0


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_hidden_post_is_saved_like_a_missing_one(api, method):
    post = PostFactory(visibility="private")

    answer, missing = (bookmark(api, each, uuid7(), method) for each in (post, Post(id=uuid7())))

    assert (answer.status_code, answer.json()["code"]) == (missing.status_code, missing.json()["code"])
    assert answer.status_code == 404
    assert not Bookmark.objects.exists()


def test_the_newest_bookmark_comes_first_and_what_was_hidden_is_left_out(api, all_pages):
    reader = PersonFactory().id
    posts = [PostFactory() for _ in range(4)]
    for post in (*posts, posts[0]):
        bookmark(api, post, reader)
    bookmark(api, posts[1], reader, "delete")
    bookmark(api, posts[1], reader)
    api(posts[2].author_id).patch(f"{POSTS}{posts[2].id}/", {"visibility": "private"}, format="json")

    found = [each["id"] for each in all_pages(reader, BOOKMARKS, limit=2)]

    assert found == [str(posts[index].id) for index in (1, 3, 0)]
    assert all_pages(uuid7(), BOOKMARKS) == []


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(("mark", "address"), [("bookmark", BOOKMARKS), ("like", "/api/v1/likes/")])
def test_listing_costs_the_same_queries_however_many(api, django_assert_num_queries, mark, address, count):
    reader = PersonFactory().id
    posts = [PostFactory() for _ in range(count)]
    for post in posts:
        api(reader).put(f"{POSTS}{post.id}/{mark}/")

    with django_assert_num_queries(3):
        found = api(reader).get(address).json()["results"]

    assert [each["id"] for each in found] == [str(post.id) for post in reversed(posts)]
