"""Showing own posts first."""

import pytest
from factories import PersonFactory, PostFactory
from test_races import at_once

from chassis.ids import uuid7
from posts.models import Post

POSTS = "/api/v1/posts/"


def pin(api, post, account=None, method="put"):
    return getattr(api(account or post.author_id), method)(f"{POSTS}{post.id}/pin/")


def pinned(api, author, reader=None, chosen="true") -> list[str]:
    answer = api(reader).get(f"/api/v1/users/{author}/posts/", {"pinned": chosen})
    return [each["id"] for each in answer.json()["results"]]


@pytest.mark.parametrize("methods", [["put"], ["post", "put"]])
def test_a_pinned_post_is_listed_apart_and_keeps_its_version(api, emitted, methods):
    author = PersonFactory().id
    first, second = PostFactory(author_id=author), PostFactory(author_id=author)

    answers = [pin(api, first, method=method) for method in methods]

    assert [(each.status_code, each.json()) for each in answers] == [(200, {"pinned": True, "pins_count": 1})] * len(
        methods
    )
    assert pinned(api, author) == [str(first.id)]
    assert pinned(api, author, chosen="false") == [str(second.id)]
    shown = {each["id"]: each["pinned"] for each in api().get(f"/api/v1/users/{author}/posts/").json()["results"]}
    assert shown == {str(first.id): True, str(second.id): False}
    assert emitted() == []


@pytest.mark.parametrize("times", [1, 2])
def test_unpinning_can_be_repeated(api, times):
    post = PostFactory()
    pin(api, post)

    answers = [pin(api, post, method="delete") for _ in range(times)]

    assert [(each.status_code, each.json()) for each in answers] == [(200, {"pinned": False, "pins_count": 0})] * times
    assert pinned(api, post.author_id) == []


def test_a_sixth_pin_is_refused_until_another_is_gone(api):
    author = PersonFactory().id
    posts = [PostFactory(author_id=author) for _ in range(6)]
    for post in posts[:5]:
        assert pin(api, post).status_code == 200

    refused = pin(api, posts[5])

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_pins")
    assert Post.objects.get(id=posts[5].id).pinned_at is None
    pin(api, posts[0], method="delete")
    assert pin(api, posts[5]).json() == {"pinned": True, "pins_count": 5}


def test_a_deleted_post_makes_room(api):
    author = PersonFactory().id
    posts = [PostFactory(author_id=author) for _ in range(6)]
    for post in posts[:5]:
        pin(api, post)

    api(author).delete(f"{POSTS}{posts[0].id}/")

    assert pin(api, posts[5]).json() == {"pinned": True, "pins_count": 5}


@pytest.mark.parametrize("method", ["put", "delete"])
@pytest.mark.parametrize(("visibility", "status"), [("public", 403), ("private", 404)])
def test_only_the_author_pins(api, method, visibility, status):
    post = PostFactory(visibility=visibility)

    assert pin(api, post, uuid7(), method).status_code == status
    assert Post.objects.get().pinned_at is None


def test_a_pinned_post_is_shown_to_its_audience_only(api):
    post = PostFactory(visibility="followers")
    pin(api, post)

    assert pinned(api, post.author_id) == pinned(api, post.author_id, uuid7()) == []
    assert pinned(api, post.author_id, post.author_id) == [str(post.id)]


@pytest.mark.django_db(transaction=True)
def test_of_many_pins_at_once_five_are_taken(api):
    author = PersonFactory().id
    posts = [PostFactory(author_id=author) for _ in range(10)]

    statuses = at_once([lambda post=post: pin(api, post) for post in posts])

    assert sorted(statuses) == [200] * 5 + [422] * 5
    assert Post.objects.filter(pinned_at__isnull=False).count() == 5
