"""Liking, unliking, and who likes."""

import pytest
from factories import LikeFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from contracts.posts import LikeChanged
from posts.models import Like, Post

POSTS = "/api/v1/posts/"


LIKED = {"liked": True, "likes_count": 1}
NOT_LIKED = {"liked": False, "likes_count": 0}


def like_changed(post, liker, *, state, version) -> LikeChanged:
    like = Like.objects.get(post=post, liker_id=liker)
    return LikeChanged(
        post_id=post.id,
        author_id=post.author_id,
        liker_id=liker,
        state=state,
        changed_at=like.changed_at,
        version=version,
    )


@pytest.mark.parametrize("methods", [["put"], ["post"], ["put", "post"], ["post", "put", "put"]])
def test_liking_counts_once_and_emits_one_event(api, emitted, methods):
    post, liker = PostFactory(), uuid7()

    responses = [getattr(api(liker), method)(f"{POSTS}{post.id}/like/") for method in methods]

    assert [(each.status_code, each.json()) for each in responses] == [(200, LIKED)] * len(methods)
    assert emitted() == [like_changed(post, liker, state="on", version=1)]
    shown = api(liker).get(f"{POSTS}{post.id}/").json()
    assert (shown["likes_count"], shown["liked"]) == (1, True)


@pytest.mark.parametrize("times", [1, 2])
def test_unliking_takes_the_like_back_once(api, emitted, times):
    like = LikeFactory()

    responses = [api(like.liker_id).delete(f"{POSTS}{like.post_id}/like/") for _ in range(times)]

    assert [(each.status_code, each.json()) for each in responses] == [(200, NOT_LIKED)] * times
    assert emitted() == [like_changed(like.post, like.liker_id, state="off", version=2)]
    shown = api(like.liker_id).get(f"{POSTS}{like.post_id}/").json()
    assert (shown["likes_count"], shown["liked"]) == (0, False)


def test_unliking_what_was_never_liked_changes_nothing(api, emitted):
    post = PostFactory()

    response = api(uuid7()).delete(f"{POSTS}{post.id}/like/")

    assert (response.status_code, response.json()) == (200, NOT_LIKED)
    assert emitted() == []
    assert not Like.objects.exists()


def test_an_author_may_like_the_own_post(api):
    post = PostFactory()

    assert api(post.author_id).put(f"{POSTS}{post.id}/like/").json() == LIKED
    assert Post.objects.get().likes_count == 1


def test_a_like_is_of_one_reader(api):
    like = LikeFactory()

    assert api(uuid7()).get(f"{POSTS}{like.post_id}/").json()["liked"] is False
    assert api().get(f"{POSTS}{like.post_id}/").json()["liked"] is False


def test_a_deleted_post_cannot_be_liked(api, emitted):
    post = PostFactory()
    api(post.author_id).delete(f"{POSTS}{post.id}/")

    assert api(uuid7()).put(f"{POSTS}{post.id}/like/").status_code == 404
    assert len(emitted()) == 1


def test_liking_needs_a_token(api):
    assert api().put(f"{POSTS}{PostFactory().id}/like/").status_code == 401


def test_the_newest_like_comes_first_also_when_it_is_an_old_one_renewed(api):
    post, first, second = PostFactory(), PersonFactory(), PersonFactory()
    for person in (first, second):
        api(person.id).put(f"{POSTS}{post.id}/like/")

    api(first.id).delete(f"{POSTS}{post.id}/like/")
    api(first.id).put(f"{POSTS}{post.id}/like/")

    assert api().get(f"{POSTS}{post.id}/likes/").json()["results"] == [
        {"id": str(each.id), "username": each.username, "display_name": each.display_name, "avatar": None}
        for each in (first, second)
    ]


def test_likes_that_were_taken_back_are_not_listed(api, all_pages):
    post = PostFactory()
    likes = [LikeFactory(post=post) for _ in range(7)]
    api(likes[3].liker_id).delete(f"{POSTS}{post.id}/like/")

    shown = all_pages(None, f"{POSTS}{post.id}/likes/")

    expected = [str(like.liker_id) for like in reversed(likes) if like is not likes[3]]
    assert [card["id"] for card in shown] == expected
    assert len(shown) == Post.objects.get().likes_count


@pytest.mark.parametrize("count", [1, 10])
def test_listing_likes_costs_three_queries_however_many(api, django_assert_num_queries, count):
    post = PostFactory()
    for _ in range(count):
        LikeFactory(post=post)

    with django_assert_num_queries(3):
        response = api().get(f"{POSTS}{post.id}/likes/")

    assert len(response.json()["results"]) == count
