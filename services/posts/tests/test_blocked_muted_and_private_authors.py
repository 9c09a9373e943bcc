"""What accounts that are blocked, muted or private have made: on every path that shows it, and in every count."""

from uuid import UUID

import pytest
from django.utils import timezone
from factories import CommentFactory, FollowFactory, LikeFactory, PersonFactory, PostFactory, published

from contracts.profiles import PrivacyChanged
from contracts.social_graph import BlockChanged, MuteChanged
from relations.counting import MAX_CHECKED

pytestmark = pytest.mark.django_db

POSTS = "/api/v1/posts/"


def blocked(*, by: UUID, who: UUID, state="active", version=1) -> BlockChanged:
    return BlockChanged(blocker_id=by, blocked_id=who, state=state, version=version, changed_at=timezone.now())


def muted(*, by: UUID, who: UUID, state="active", version=1) -> MuteChanged:
    how = {"hides_notifications": True, "until": None, "changed_at": timezone.now()}
    return MuteChanged(muter_id=by, muted_id=who, state=state, version=version, **how)


def private(account_id: UUID, state="private", version=1) -> PrivacyChanged:
    return PrivacyChanged(account_id=account_id, state=state, version=version, changed_at=timezone.now())


def shown(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.fixture
def author():
    return PersonFactory(username="wren")


@pytest.fixture
def reader(author):
    """Return a follower of the author."""
    return FollowFactory(followee_id=author.id, follower_id=PersonFactory().id).follower_id


@pytest.fixture(params=["blocks", "is blocked"])
def pair(request, author, reader):
    """Return the author and a follower in the order of a block."""
    return (reader, author.id) if request.param == "blocks" else (author.id, reader)


@pytest.fixture
def seen(api, author, feed):
    """Return a function that returns where a reader finds the author's post, and what is answered otherwise."""

    def paths(reader, post) -> dict[str, object]:
        client = api(reader)
        lists = {
            "all": POSTS,
            "author": f"{POSTS}?author={author.id}",
            "user": f"/api/v1/users/{author.id}/posts/",
            "feed": "/api/v1/feed/",
        }
        below = {"post": "", "comments": "comments/", "likes": "likes/"}
        return {name: str(post.id) in shown(client.get(address)) for name, address in lists.items()} | {
            name: client.get(f"{POSTS}{post.id}/{path}").status_code for name, path in below.items()
        }

    return paths


LISTS = ("all", "author", "user", "feed")
EVERYWHERE = dict.fromkeys(LISTS, True) | {"post": 200, "comments": 200, "likes": 200}
NOWHERE = dict.fromkeys(LISTS, False) | {"post": 404, "comments": 404, "likes": 404}


@pytest.mark.parametrize("is_in_redis", [True, False])
def test_a_block_hides_the_posts_of_each_from_the_other(api, deliver, author, reader, pair, seen, is_in_redis):
    post = PostFactory(author_id=author.id)
    if is_in_redis:
        deliver(published(post))
    assert seen(reader, post) == EVERYWHERE
    by, who = pair

    deliver(blocked(by=by, who=who), times=2)

    assert seen(reader, post) == NOWHERE
    assert api(reader).get("/api/v1/users/@wren/posts/").status_code == 404
    assert api(reader).put(f"{POSTS}{post.id}/like/").status_code == 404
    assert api(reader).post(f"{POSTS}{post.id}/comments/", {"text": "Hm"}).status_code == 404
    deliver(blocked(by=by, who=who, state="none", version=2))
    assert seen(reader, post) == EVERYWHERE


def test_a_block_hides_comments_likes_and_their_counts_from_both_and_from_nobody_else(
    api, deliver, author, reader, pair
):
    post = PostFactory()
    comment = CommentFactory(post=post, author_id=author.id)
    mine = CommentFactory(post=post, author_id=reader)
    reply = CommentFactory(post=post, author_id=author.id, reply_to=mine)
    CommentFactory(post=post, author_id=reader, reply_to=comment)
    LikeFactory(post=post, liker_id=author.id)
    LikeFactory(post=post)

    deliver(blocked(by=pair[0], who=pair[1]))

    def counts_for(viewer) -> list[object]:
        client = api(viewer)
        found = client.get(f"{POSTS}{post.id}/").json()
        thread = client.get(f"{POSTS}{post.id}/comments/").json()["results"]
        likes = shown(client.get(f"{POSTS}{post.id}/likes/"))
        replies = {each["id"]: each["replies_count"] for each in thread}
        return [found["likes_count"], len(likes), found["comments_count"], len(thread), replies.get(str(mine.id))]

    assert counts_for(reader) == [1, 1, 2, 2, 0]
    assert counts_for(author.id) == [2, 2, 2, 2, None]
    for viewer in (None, PersonFactory().id, post.author_id):
        assert counts_for(viewer) == [2, 2, 4, 4, 1]
    for path in (f"/api/v1/comments/{comment.id}/", f"/api/v1/comments/{reply.id}/replies/"):
        assert api(reader).get(path).status_code == 404
    assert shown(api(reader).get(f"/api/v1/comments/{mine.id}/replies/")) == []
    assert api(reader).get(f"/api/v1/comments/{mine.id}/").json()["replies_count"] == 0


def test_the_counts_in_lists_feeds_and_answers_are_those_of_the_post(api, deliver, author, reader):
    post, friend = PostFactory(author_id=author.id), PersonFactory().id
    LikeFactory(post=post, liker_id=friend)
    CommentFactory(post=post, author_id=friend)

    deliver(blocked(by=friend, who=reader))

    client = api(reader)
    for path in ("feed/", "posts/", f"posts/?author={author.id}", f"users/{author.id}/posts/"):
        (item,) = client.get(f"/api/v1/{path}").json()["results"]
        assert (item["likes_count"], item["comments_count"]) == (0, 0), path
    assert client.put(f"{POSTS}{post.id}/like/").json() == {"liked": True, "likes_count": 1}
    assert client.delete(f"{POSTS}{post.id}/like/").json() == {"liked": False, "likes_count": 0}


def test_of_very_many_likes_none_are_left_out_of_the_count(api, deliver):
    post, reader, other = PostFactory(), PersonFactory().id, PersonFactory().id
    LikeFactory(post=post, liker_id=other)
    LikeFactory.create_batch(MAX_CHECKED - 1, post=post)
    deliver(blocked(by=reader, who=other))
    address = f"{POSTS}{post.id}/"
    assert api(reader).get(address).json()["likes_count"] == MAX_CHECKED - 1

    LikeFactory(post=post)

    assert api(reader).get(address).json()["likes_count"] == MAX_CHECKED + 1
    assert len(shown(api(reader).get(f"{address}likes/?limit=100"))) == MAX_CHECKED


def test_a_reply_to_a_comment_of_a_blocked_account_is_refused(api, deliver, author, reader, pair):
    comment = CommentFactory(author_id=author.id)
    deliver(blocked(by=pair[0], who=pair[1]))

    answer = api(reader).post(f"{POSTS}{comment.post_id}/comments/", {"text": "No", "reply_to": str(comment.id)})

    assert answer.status_code == 400
    comment.refresh_from_db()
    assert comment.replies_count == 0


def test_a_mute_removes_from_the_feed_only_and_changes_nothing_for_the_muted(deliver, author, reader, seen):
    post, mine = PostFactory(author_id=author.id), PostFactory(author_id=reader)
    assert seen(reader, post) == EVERYWHERE

    deliver(muted(by=reader, who=author.id), times=2)

    assert seen(reader, post) == EVERYWHERE | {"feed": False}
    assert seen(author.id, mine)["post"] == 200
    deliver(muted(by=reader, who=author.id, state="none", version=2))
    assert seen(reader, post) == EVERYWHERE


def test_a_private_account_shows_its_posts_to_its_followers_only(deliver, author, reader, seen):
    post, stranger = PostFactory(author_id=author.id), PersonFactory().id
    assert seen(stranger, post) == EVERYWHERE | {"feed": False}

    deliver(private(author.id), times=2)

    assert seen(stranger, post) == NOWHERE
    assert seen(reader, post) == EVERYWHERE
    assert seen(author.id, post) == EVERYWHERE
    deliver(private(author.id, "open", 2))
    assert seen(stranger, post) == EVERYWHERE | {"feed": False}


def test_what_a_private_account_says_elsewhere_is_part_of_the_thread(api, deliver, author):
    comment = CommentFactory(author_id=author.id)
    LikeFactory(post=comment.post, liker_id=author.id)

    deliver(private(author.id))

    for viewer in (None, PersonFactory().id):
        found = api(viewer).get(f"{POSTS}{comment.post_id}/").json()
        assert (found["likes_count"], found["comments_count"]) == (1, 1)
        assert shown(api(viewer).get(f"{POSTS}{comment.post_id}/comments/")) == [str(comment.id)]


@pytest.mark.parametrize("has_blocks", [False, True])
@pytest.mark.parametrize("count", [1, 10])
def test_lists_take_the_same_queries_for_those_who_have_blocked_somebody(
    api, deliver, author, reader, django_assert_num_queries, count, has_blocks
):
    for _ in range(count):
        LikeFactory(post=CommentFactory(post=PostFactory(author_id=author.id)).post)
    if has_blocks:
        deliver(blocked(by=reader, who=PersonFactory().id))
    client = api(reader)
    client.get("/api/v1/feed/")

    for path, queries in (("feed/", 1), ("posts/", 2), (f"users/{author.id}/posts/", 3)):
        with django_assert_num_queries(queries):
            assert len(shown(client.get(f"/api/v1/{path}"))) == count


@pytest.mark.parametrize("place", [4, 8])
def test_a_page_of_the_feed_that_leaves_out_two_muted_posts_takes_one_query(
    deliver, feed, author, reader, django_assert_num_queries, place
):
    muted_id = FollowFactory(follower_id=reader, followee_id=PersonFactory().id).followee_id
    authors = [author.id] * 12
    authors[place:place] = [muted_id] * 2
    posts = [PostFactory(author_id=author_id) for author_id in authors]
    deliver(muted(by=reader, who=muted_id))
    feed(reader, limit=8)

    with django_assert_num_queries(1):
        found = feed(reader, limit=8)

    assert found == [post.text for post in reversed(posts) if post.author_id != muted_id][:8]
