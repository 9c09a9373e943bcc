"""Many requests at the same moment, on real threads and connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from factories import CommentFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from posts.models import Comment, Like, Post
from posts.projections import COUNTS

POSTS = "/api/v1/posts/"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls) -> list[int]:
    """Make all calls in parallel, each on a connection of its own, and return their statuses."""

    def run(call):
        try:
            return call().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        return list(pool.map(run, calls))


def test_likes_and_unlikes_at_once_leave_one_row_and_an_exact_count(api, emitted):
    post, liker = PostFactory(), PersonFactory().id
    address = f"{POSTS}{post.id}/like/"
    like, unlike = (lambda: api(liker).put(address)), (lambda: api(liker).delete(address))

    statuses = at_once([like, unlike] * 25)

    row, events = Like.objects.get(), emitted()
    assert set(statuses) == {200}
    assert Post.objects.get().likes_count == (1 if row.state == "on" else 0)
    assert [event.version for event in events] == list(range(1, row.version + 1))
    assert [event.state for event in events] == ["on", "off"] * (row.version // 2) + ["on"] * (row.version % 2)


def test_many_likers_at_once_are_all_counted(api, emitted):
    post, likers = PostFactory(), [uuid7() for _ in range(20)]

    at_once([lambda liker=liker: api(liker).put(f"{POSTS}{post.id}/like/") for liker in likers * 2])

    assert Post.objects.get().likes_count == Like.objects.filter(state="on").count() == len(emitted()) == 20


def test_a_comment_deleted_by_many_at_once_is_counted_out_once(api, emitted):
    comment = CommentFactory()
    address = f"/api/v1/comments/{comment.id}/"

    statuses = at_once([lambda: api(comment.author_id).delete(address)] * 10)

    assert sorted(statuses) == [204] + [404] * 9
    assert Post.objects.get().comments_count == 0
    assert len(emitted()) == 1


def test_comments_and_the_end_of_their_post_at_once_leave_no_words(api, run_jobs):
    post = PostFactory()
    calls = [lambda: api(uuid7()).post(f"{POSTS}{post.id}/comments/", {"text": "Quick"})] * 12
    calls.insert(6, lambda: api(post.author_id).delete(f"{POSTS}{post.id}/"))

    statuses = at_once(calls)

    run_jobs()
    assert set(statuses) <= {201, 204, 404}
    assert not Comment.objects.exclude(text="", deleted_at__isnull=False).exists()


def test_edits_at_once_each_count(api, emitted):
    post = PostFactory()

    statuses = at_once(
        [lambda n=n: api(post.author_id).patch(f"{POSTS}{post.id}/", {"text": f"Try {n}"}) for n in range(10)]
    )

    assert set(statuses) == {200}
    assert Post.objects.get().version == 11
    assert sorted(event.version for event in emitted()) == list(range(2, 12))


def test_a_repair_of_counts_loses_no_like_that_arrives_meanwhile(api):
    [likes] = [count for count in COUNTS if count.name == "likes"]
    post = PostFactory(likes_count=50)

    def like_or_repair(number: int):
        if number % 4 == 0:
            likes.repair()
        return api(uuid7()).put(f"{POSTS}{post.id}/like/")

    assert set(at_once([lambda number=number: like_or_repair(number) for number in range(12)])) == {200}
    likes.repair()

    assert api().get(f"{POSTS}{post.id}/").json()["likes_count"] == 12
    assert likes.differing() == []
