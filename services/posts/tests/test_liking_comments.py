"""Liking and unliking comments, and who likes them."""

import pytest
from django.utils import timezone
from factories import CommentFactory, CommentLikeFactory, FollowFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from contracts.posts import CommentLikeChanged
from contracts.social_graph import BlockChanged
from posts.models import Comment, CommentLike, Post

COMMENTS = "/api/v1/comments/"
LIKED = {"liked": True, "likes_count": 1}
NOT_LIKED = {"liked": False, "likes_count": 0}


def like_of(comment) -> str:
    return f"{COMMENTS}{comment.id}/like/"


def changed(comment, liker, *, state, version) -> CommentLikeChanged:
    like = CommentLike.objects.get(comment=comment, liker_id=liker)
    return CommentLikeChanged(
        comment_id=comment.id,
        post_id=comment.post_id,
        author_id=comment.author_id,
        liker_id=liker,
        state=state,
        changed_at=like.changed_at,
        version=version,
    )


@pytest.mark.parametrize("methods", [["put"], ["post"], ["put", "post", "put"]])
def test_liking_counts_once_and_emits_one_event(api, emitted, methods):
    comment, liker = CommentFactory(), uuid7()

    responses = [getattr(api(liker), method)(like_of(comment)) for method in methods]

    assert [(each.status_code, each.json()) for each in responses] == [(200, LIKED)] * len(methods)
    assert emitted() == [changed(comment, liker, state="on", version=1)]
    shown = api(liker).get(f"{COMMENTS}{comment.id}/").json()
    assert (shown["likes_count"], shown["liked"]) == (1, True)
    [listed] = api(uuid7()).get(f"/api/v1/posts/{comment.post_id}/comments/").json()["results"]
    assert (listed["likes_count"], listed["liked"]) == (1, False)


@pytest.mark.parametrize("times", [1, 2])
def test_unliking_takes_the_like_back_once(api, emitted, times):
    like = CommentLikeFactory()

    responses = [api(like.liker_id).delete(like_of(like.comment)) for _ in range(times)]

    assert [(each.status_code, each.json()) for each in responses] == [(200, NOT_LIKED)] * times
    assert emitted() == [changed(like.comment, like.liker_id, state="off", version=2)]
    assert Comment.objects.get().likes_count == 0


def test_unliking_what_was_never_liked_changes_nothing(api, emitted):
    comment = CommentFactory()

    response = api(uuid7()).delete(like_of(comment))

    assert (response.status_code, response.json()) == (200, NOT_LIKED)
    assert (emitted(), CommentLike.objects.exists()) == ([], False)


def test_liking_needs_a_token(api):
    assert api().put(like_of(CommentFactory())).status_code == 401


@pytest.mark.parametrize("is_tombstone", [False, True])
def test_a_deleted_comment_cannot_be_liked_and_shows_no_likes(api, emitted, is_tombstone):
    like = CommentLikeFactory()
    comment = like.comment
    if is_tombstone:
        CommentFactory(post=comment.post, reply_to=comment)
    api(comment.author_id).delete(f"{COMMENTS}{comment.id}/")
    before = len(emitted())

    for who in (uuid7(), like.liker_id):
        assert [getattr(api(who), method)(like_of(comment)).status_code for method in ("put", "delete")] == [404, 404]
    assert api().get(f"{COMMENTS}{comment.id}/likes/").status_code == 404
    if is_tombstone:
        shown = api(like.liker_id).get(f"{COMMENTS}{comment.id}/").json()
        assert (shown["likes_count"], shown["liked"]) == (0, False)
    assert len(emitted()) == before
    like.refresh_from_db()
    assert like.version == 1


def test_who_may_not_read_the_post_cannot_like_its_comments(api, emitted):
    comment = CommentFactory(post=PostFactory(visibility="private"))

    for who in (uuid7(), comment.author_id):
        assert api(who).put(like_of(comment)).status_code == 404
        assert api(who).delete(like_of(comment)).status_code == 404
        assert api(who).get(f"{COMMENTS}{comment.id}/likes/").status_code == 404
    assert (emitted(), CommentLike.objects.exists()) == ([], False)


def test_an_own_like_can_be_taken_back_without_access(api, emitted):
    like = CommentLikeFactory()
    Post.objects.update(visibility="private")

    response = api(like.liker_id).delete(like_of(like.comment))

    assert (response.status_code, response.json()) == (200, {"liked": False, "likes_count": None})
    assert [event.state for event in emitted()] == ["off"]
    assert Comment.objects.get().likes_count == 0


def test_likes_of_an_own_comment_are_not_counted_for_who_may_no_longer_read_the_post(api):
    like = CommentLikeFactory()
    Post.objects.update(visibility="private")

    assert api(like.comment.author_id).get(f"{COMMENTS}{like.comment_id}/").json()["likes_count"] == 0


@pytest.mark.parametrize("is_blocker", [True, False])
def test_blocked_accounts_are_neither_listed_nor_counted(api, deliver, is_blocker):
    like = CommentLikeFactory()
    viewer, other = PersonFactory().id, CommentLikeFactory(comment=like.comment).liker_id
    by, who = (viewer, like.liker_id) if is_blocker else (like.liker_id, viewer)
    deliver(BlockChanged(blocker_id=by, blocked_id=who, state="active", version=1, changed_at=timezone.now()))

    client = api(viewer)

    assert client.get(f"{COMMENTS}{like.comment_id}/").json()["likes_count"] == 1
    likers = client.get(f"{COMMENTS}{like.comment_id}/likes/").json()["results"]
    assert [each["id"] for each in likers] == [str(other)]
    assert client.put(like_of(like.comment)).json() == {"liked": True, "likes_count": 2}
    assert api().get(f"{COMMENTS}{like.comment_id}/").json()["likes_count"] == 3


@pytest.mark.parametrize("is_blocker", [True, False])
def test_comments_of_blocked_accounts_cannot_be_liked(api, deliver, emitted, is_blocker):
    comment, viewer = CommentFactory(), PersonFactory().id
    by, who = (viewer, comment.author_id) if is_blocker else (comment.author_id, viewer)
    deliver(BlockChanged(blocker_id=by, blocked_id=who, state="active", version=1, changed_at=timezone.now()))

    assert api(viewer).put(like_of(comment)).status_code == 404
    assert emitted() == []


def test_the_newest_like_comes_first_and_those_taken_back_are_not_listed(api, all_pages):
    comment = CommentFactory()
    likes = [CommentLikeFactory(comment=comment) for _ in range(5)]
    api(likes[2].liker_id).delete(like_of(comment))
    api(likes[0].liker_id).delete(like_of(comment))
    api(likes[0].liker_id).put(like_of(comment))

    shown = all_pages(None, f"{COMMENTS}{comment.id}/likes/")

    assert [each["id"] for each in shown] == [str(likes[at].liker_id) for at in (0, 4, 3, 1)]
    assert api().get(f"{COMMENTS}{comment.id}/").json()["likes_count"] == 4


@pytest.mark.parametrize("count", [1, 10])
def test_listing_likes_costs_three_queries_however_many(api, django_assert_num_queries, count):
    comment = CommentFactory()
    for _ in range(count):
        CommentLikeFactory(comment=comment)

    with django_assert_num_queries(3):
        response = api().get(f"{COMMENTS}{comment.id}/likes/")

    assert len(response.json()["results"]) == count


def test_likes_of_followers_only_comments_are_seen_with_the_post(api):
    like = CommentLikeFactory(comment=CommentFactory(post=PostFactory(visibility="followers")))
    follower = FollowFactory(followee_id=like.comment.post.author_id).follower_id
    address = f"{COMMENTS}{like.comment_id}/likes/"

    assert [api(who).get(address).status_code for who in (follower, uuid7(), None)] == [200, 404, 404]
