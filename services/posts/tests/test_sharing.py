"""Sharing posts, and who shares them."""

import pytest
from factories import FollowFactory, PersonFactory, PostFactory, ShareFactory

from chassis.ids import uuid7
from contracts.posts import ShareChanged
from posts.models import Post, Share

POSTS = "/api/v1/posts/"
SHARED = {"shared": True, "shares_count": 1}
NOT_SHARED = {"shared": False, "shares_count": 0}

pytestmark = pytest.mark.django_db


def share(api, post, reader, method="put"):
    return getattr(api(reader), method)(f"{POSTS}{post.id}/share/")


def share_changed(post, sharer, *, state, version) -> ShareChanged:
    return ShareChanged(
        post_id=post.id,
        author_id=post.author_id,
        sharer_id=sharer,
        state=state,
        changed_at=Share.objects.get(post=post, sharer_id=sharer).changed_at,
        version=version,
    )


@pytest.mark.parametrize("methods", [["put"], ["post", "put", "post"]])
def test_sharing_counts_once_and_emits_one_event(api, emitted, methods):
    post, sharer = PostFactory(), uuid7()

    answers = [share(api, post, sharer, method) for method in methods]

    assert [(each.status_code, each.json()) for each in answers] == [(200, SHARED)] * len(methods)
    assert emitted() == [share_changed(post, sharer, state="on", version=1)]
    shown = {reader: api(reader).get(f"{POSTS}{post.id}/").json() for reader in (sharer, uuid7(), None)}
    assert [(each["shares_count"], each["shared"]) for each in shown.values()] == [(1, True), (1, False), (1, False)]


@pytest.mark.parametrize("times", [1, 2])
def test_unsharing_takes_the_share_back_once(api, emitted, times):
    shared = ShareFactory()

    answers = [share(api, shared.post, shared.sharer_id, "delete") for _ in range(times)]

    assert [(each.status_code, each.json()) for each in answers] == [(200, NOT_SHARED)] * times
    assert emitted() == [share_changed(shared.post, shared.sharer_id, state="off", version=2)]


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_private_post_is_not_shared_by_its_author_and_not_found_by_others(api, emitted, method):
    post = PostFactory(visibility="private")

    own, others = (share(api, post, reader, method) for reader in (post.author_id, uuid7()))

    assert (own.status_code, own.json()["code"]) == (422, "post_not_shareable")
    assert others.status_code == 404
    assert (Share.objects.count(), Post.objects.get().shares_count, emitted()) == (0, 0, [])


def test_a_post_for_followers_is_shared_and_found_by_followers_only(api):
    post, stranger = PostFactory(visibility="followers"), PersonFactory().id
    follower = FollowFactory(followee_id=post.author_id).follower_id

    assert [share(api, post, each).status_code for each in (follower, stranger)] == [200, 404]

    assert [api(each).get(f"{POSTS}{post.id}/shares/").status_code for each in (follower, stranger)] == [200, 404]
    assert Post.objects.get().shares_count == 1


def test_a_share_is_withdrawn_without_access_to_the_post(api, emitted):
    shared = ShareFactory()
    Post.objects.update(visibility="private")

    answer = share(api, shared.post, shared.sharer_id, "delete")

    assert (answer.status_code, answer.json()) == (200, {"shared": False, "shares_count": None})
    assert emitted() == [share_changed(shared.post, shared.sharer_id, state="off", version=2)]
    assert Post.objects.get().shares_count == 0


@pytest.mark.parametrize("method", ["put", "post", "delete"])
def test_a_hidden_a_deleted_and_a_missing_post_are_answered_alike(api, emitted, method):
    hidden, deleted = PostFactory(visibility="private"), PostFactory()
    api(deleted.author_id).delete(f"{POSTS}{deleted.id}/")

    answers = [share(api, each, uuid7(), method) for each in (hidden, deleted, Post(id=uuid7()))]

    assert [each.status_code for each in answers] == [404] * 3
    assert len({str({**each.json(), "request_id": ""}) for each in answers}) == 1
    assert (Share.objects.count(), len(emitted())) == (0, 1)


def test_sharing_needs_a_token(api):
    assert share(api, PostFactory(), None).status_code == 401
    assert not Share.objects.exists()


def test_the_newest_share_comes_first_and_those_taken_back_are_not_listed(api, all_pages):
    post, people = PostFactory(), [PersonFactory().id for _ in range(5)]
    for person in people:
        share(api, post, person)
    for person in (people[0], people[1]):
        share(api, post, person, "delete")
    share(api, post, people[0])

    shown = [card["id"] for card in all_pages(None, f"{POSTS}{post.id}/shares/")]

    assert shown == [str(people[n]) for n in (0, 4, 3, 2)]
    assert api().get(f"{POSTS}{post.id}/").json()["shares_count"] == 4


@pytest.mark.parametrize("count", [1, 10])
def test_listing_shares_costs_three_queries_however_many(api, django_assert_num_queries, count):
    post = PostFactory()
    for _ in range(count):
        ShareFactory(post=post)

    with django_assert_num_queries(3):
        response = api().get(f"{POSTS}{post.id}/shares/")

    assert len(response.json()["results"]) == count
