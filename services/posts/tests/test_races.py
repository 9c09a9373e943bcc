"""Many requests at the same moment, on real threads and connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from factories import CommentFactory, LikeFactory, MediumFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from contracts.posts import ShareChanged
from media.models import Picture
from media.testing.pictures import stored, upload  # noqa: F401 - a fixture
from posts.limits import MAX_UNATTACHED
from posts.models import Comment, CommentLike, Like, Medium, Post, Share
from posts.projections import COUNTS
from posts.services.erasing import likes_erase
from posts.services.likes import post_unlike
from runtime.waiting import wait_until

MEDIA, POSTS = "/api/v1/media/", "/api/v1/posts/"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls) -> list[int]:
    """Make all calls in parallel, each on a connection of its own, and return their statuses."""

    with ThreadPoolExecutor(max_workers=10) as pool:
        return [answer.status_code for answer in pool.map(alone, calls)]


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


def test_shares_and_the_end_of_their_post_at_once_leave_an_exact_count(api, emitted):
    post, sharers = PostFactory(), [PersonFactory().id for _ in range(6)]
    address = f"{POSTS}{post.id}/share/"
    calls = [lambda sharer=sharer: api(sharer).put(address) for sharer in sharers * 2]
    calls += [lambda sharer=sharer: api(sharer).delete(address) for sharer in sharers[:3]]
    calls.insert(8, lambda: api(post.author_id).delete(f"{POSTS}{post.id}/"))

    statuses = at_once(calls)

    shares = [event for event in emitted() if isinstance(event, ShareChanged)]
    assert set(statuses) <= {200, 204, 404}
    assert Post.objects.get().shares_count == Share.objects.filter(state="on").count()
    assert len(shares) == sum(Share.objects.values_list("version", flat=True))


def test_a_post_shared_by_one_account_at_once_is_shared_once(api, emitted):
    post, sharer = PostFactory(), PersonFactory().id
    address = f"{POSTS}{post.id}/share/"

    statuses = at_once([lambda: api(sharer).put(address)] * 20)

    assert set(statuses) == {200}
    assert (Post.objects.get().shares_count, Share.objects.get().version, len(emitted())) == (1, 1, 1)


def test_a_comment_deleted_by_many_at_once_is_counted_out_once(api, emitted):
    comment = CommentFactory()
    address = f"/api/v1/comments/{comment.id}/"

    statuses = at_once([lambda: api(comment.author_id).delete(address)] * 10)

    assert sorted(statuses) == [204] + [404] * 9
    assert Post.objects.get().comments_count == 0
    assert len(emitted()) == 1


def test_likes_of_a_comment_and_its_end_at_once_leave_an_exact_count(api, emitted):
    comment, likers = CommentFactory(), [uuid7() for _ in range(12)]
    address = f"/api/v1/comments/{comment.id}/"
    calls = [lambda liker=liker: api(liker).put(f"{address}like/") for liker in likers]
    calls.insert(5, lambda: api(comment.author_id).delete(address))

    statuses = at_once(calls)

    likes = CommentLike.objects.filter(state="on").count()
    assert (set(statuses) <= {200, 204, 404}, statuses.count(204)) == (True, 1)
    assert statuses.count(200) >= likes
    assert Comment.objects.get().likes_count == likes == len(emitted()) - 1
    assert api(likers[0]).put(f"{address}like/").status_code == 404


def test_likes_and_unlikes_of_a_comment_at_once_leave_one_row_and_an_exact_count(api, emitted):
    comment, liker = CommentFactory(), PersonFactory().id
    address = f"/api/v1/comments/{comment.id}/like/"
    like, unlike = (lambda: api(liker).put(address)), (lambda: api(liker).delete(address))

    assert set(at_once([like, unlike] * 15)) == {200}

    row, events = CommentLike.objects.get(), emitted()
    assert Comment.objects.get().likes_count == (1 if row.state == "on" else 0)
    assert [event.version for event in events] == list(range(1, row.version + 1))


def test_replies_and_the_end_of_what_they_answer_at_once_leave_no_reply_without_it(api, all_pages):
    parent = CommentFactory()
    address, body = f"{POSTS}{parent.post_id}/comments/", {"text": "Quick", "reply_to": str(parent.id)}
    calls = [lambda: api(uuid7()).post(address, body)] * 12
    calls.insert(4, lambda: api(parent.author_id).delete(f"/api/v1/comments/{parent.id}/"))

    statuses = at_once(calls)

    replies = statuses.count(201)
    assert (set(statuses) <= {201, 204, 400}, statuses.count(204)) == (True, 1)
    parent.refresh_from_db()
    assert (parent.is_tombstone, parent.replies_count) == (replies > 0, replies)
    assert (
        len(all_pages(None, address))
        == Post.objects.get().comments_count + parent.is_tombstone
        == replies + (replies > 0)
    )


def test_the_last_replies_to_a_deleted_comment_deleted_at_once_leave_nothing(api, all_pages):
    parent = CommentFactory()
    replies = [CommentFactory(post=parent.post, reply_to=parent) for _ in range(8)]
    api(parent.author_id).delete(f"/api/v1/comments/{parent.id}/")

    at_once([lambda each=each: api(each.author_id).delete(f"/api/v1/comments/{each.id}/") for each in replies])

    assert all_pages(None, f"{POSTS}{parent.post_id}/comments/") == []
    assert not Comment.objects.filter(is_tombstone=True).exists()


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


def test_a_repair_of_tags_loses_no_edit_that_arrives_meanwhile(api):
    [tags] = [count for count in COUNTS if count.name == "tags"]
    posts = PostFactory.create_batch(4, hashtags=["wrong"])

    def edit_or_repair(number: int):
        post = posts[number % 4]
        if number % 3 == 0:
            tags.repair()
        return api(post.author_id).patch(f"{POSTS}{post.id}/", {"text": f"#looms #tag{number}"})

    assert set(at_once([lambda number=number: edit_or_repair(number) for number in range(16)])) == {200}

    assert tags.differing() == []
    assert [sorted(post.tags.values_list("tag", flat=True)) for post in Post.objects.order_by("id")] == [
        sorted(post.hashtags) for post in Post.objects.order_by("id")
    ]


def test_J16_of_posts_that_want_one_medium_one_gets_it(api):
    medium = MediumFactory()
    body = {"text": "Mine", "media": [str(medium.id)]}

    statuses = at_once([lambda: api(medium.owner_id).post(POSTS, body)] * 6)

    assert sorted(statuses) == [201, 400, 400, 400, 400, 400]
    assert [post.media_count for post in Post.objects.all()] == [1]


def test_uploads_at_once_do_not_exceed_the_number_of_unattached_media(api, stored):  # noqa: F811
    owner = PersonFactory().id
    MediumFactory.create_batch(MAX_UNATTACHED - 2, owner_id=owner)
    files = [upload(b"Notes.", "text/plain", "notes.txt") for _ in range(6)]

    statuses = at_once([lambda file=file: api(owner).post(MEDIA, {"file": file}, format="multipart") for file in files])

    assert sorted(statuses) == [201] * 2 + [409] * 4
    assert Medium.objects.filter(owner_id=owner).count() == MAX_UNATTACHED


def test_likes_that_end_with_their_account_wait_for_one_that_is_taken_back_and_lock_no_post_meanwhile(api, emitted):
    likes = LikeFactory.create_batch(3, liker_id=PersonFactory().id)
    account_id, last = likes[0].liker_id, likes[-1]

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Like.objects.select_for_update().get(id=last.id)
            erased = pool.submit(alone, lambda: likes_erase(account_id=account_id))
            wait_until(waiting, what="the lock of the like", seconds=30)
            posts = Post.objects.select_for_update(nowait=True)
            assert len(posts) == 3
            post_unlike(post_id=last.post_id, liker_id=account_id)
        assert erased.result() is False

    assert set(Post.objects.values_list("likes_count", flat=True)) == {0}
    assert sorted(event.post_id for event in emitted()) == sorted(like.post_id for like in likes)


def alone(call):
    try:
        return call()
    finally:
        connection.close()


def waiting() -> int:
    """Return how many locks are waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def test_G15_a_medium_that_is_attached_described_and_deleted_at_once(api, run_jobs, stored):  # noqa: F811
    medium = MediumFactory()
    address, body = f"/api/v1/media/{medium.id}/", {"text": "Mine", "media": [str(medium.id)]}
    acts = [
        lambda: api(medium.owner_id).post(POSTS, body),
        lambda: api(medium.owner_id).patch(address, {"alt": "A red field"}),
        lambda: api(medium.owner_id).delete(address),
    ]

    statuses = at_once(acts * 2)
    run_jobs()

    assert set(statuses) <= {200, 201, 204, 400, 404}
    assert (Medium.objects.count(), Picture.objects.count()) == (0, 0)
    assert set(Post.objects.values_list("media_count", flat=True)) <= {0}


def test_a_medium_is_deleted_while_edits_of_its_post_attach_and_detach_it(api, run_jobs, stored):  # noqa: F811
    medium = MediumFactory()
    owner = medium.owner_id
    post = PostFactory(author_id=owner)
    edit = f"{POSTS}{post.id}/"

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            assert api(owner).patch(edit, {"media": [str(medium.id)]}).status_code == 200
            calls = [
                pool.submit(alone, lambda: api(owner).delete(f"/api/v1/media/{medium.id}/")),
                pool.submit(alone, lambda: api(owner).patch(edit, {"media": []})),
            ]
            wait_until(lambda: waiting() == 2, what="both wait, for the medium and for the post", seconds=30)
        statuses = [call.result().status_code for call in calls]
    run_jobs()

    assert statuses[0] in {204, 404}
    assert statuses[1] == 200
    assert (Medium.objects.count(), Picture.objects.count()) == (0, 0)
    assert Post.objects.get().media_count == 0
