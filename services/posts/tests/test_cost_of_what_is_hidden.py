"""Lists cost what they show, not what they hide: how long an answer takes must not show how much is hidden."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from factories import (
    CommentFactory,
    CommentLikeFactory,
    FollowFactory,
    LikeFactory,
    PersonFactory,
    PostFactory,
    friendship,
    membership,
)

from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from posts.models import Author, Comment, Post

pytestmark = pytest.mark.usefixtures("fresh_tables")
HIDDEN = 3000
MANY = 300
HIGH = UUID("ffffffff-ffff-7000-8000-000000000000")
SLACK = 20
"""The tables of people and follows are so small that they are read as a whole."""

HIDE_POSTS = """
    INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, group_id, likes_count,
                            comments_count, is_pulled, version, created_at, deleted_at)
    SELECT ('ffffffff-ffff-7fff-8fff-' || lpad(to_hex(n), 12, '0'))::uuid, author_id, '', '', '', '', visibility,
           CASE WHEN visibility = 'group' THEN gen_random_uuid() END, 0, 0, is_pulled, 1, now(),
           CASE WHEN is_deleted THEN now() END
    FROM (VALUES (%s, %s, %s, %s)) AS hidden (author_id, visibility, is_pulled, is_deleted), generate_series(1, %s) AS n
"""
TAG_POSTS = """
    INSERT INTO posts_posttag (post_id, tag, visibility, owner_id, author_id)
    SELECT id, 'looms', visibility, author_id, author_id FROM posts_post AS post
    WHERE author_id = %s AND deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM posts_posttag AS tag WHERE tag.post_id = post.id)
"""
INDEX_POSTS = """
    INSERT INTO posts_postterm (post_id, term, visibility, owner_id)
    SELECT id, unnest(array['loom', 'gear', '@' || replace(author_id::text, '-', '')]), visibility,
           coalesce(group_id, author_id)
    FROM posts_post AS post
    WHERE author_id = %s AND deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM posts_postterm AS entry WHERE entry.post_id = post.id)
"""
OTHER_POSTS = """
    INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, likes_count,
                            comments_count, is_pulled, version, created_at)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), '', '', '', '', 'public',
           0, 0, false, 1, now()
    FROM generate_series(1, %s) AS n
"""
HIDE_COMMENTS = """
    INSERT INTO posts_comment (id, post_id, reply_to_id, author_id, depth, text, replies_count, version, created_at,
                               deleted_at)
    SELECT gen_random_uuid(), %s, %s, gen_random_uuid(), 2, '', 0, 1, now(), now() FROM generate_series(1, %s)
"""
REPLIES = """
    INSERT INTO posts_comment (id, post_id, reply_to_id, author_id, depth, text, replies_count, version, created_at)
    SELECT gen_random_uuid(), %s, %s, gen_random_uuid(), 2, 'Well', 0, 1, now() FROM generate_series(1, %s)
"""
HIDE_LIKES = """
    INSERT INTO posts_like (id, post_id, liker_id, state, version, place, changed_at)
    SELECT gen_random_uuid(), %s, gen_random_uuid(), 'off', 2, gen_random_uuid(), now() FROM generate_series(1, %s)
"""

BLOCKS = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'block', CASE WHEN n %% 2 = 0 THEN %s ELSE gen_random_uuid() END,
           CASE WHEN n %% 2 = 1 THEN %s ELSE gen_random_uuid() END, 'active', 1
    FROM generate_series(1, %s) AS n
"""
LIKES_OF_OTHERS = """
    INSERT INTO posts_like (id, post_id, liker_id, state, version, place, changed_at)
    SELECT gen_random_uuid(), id, gen_random_uuid(), 'on', 1, gen_random_uuid(), now() FROM posts_post
"""
LIKES = """
    INSERT INTO posts_like (id, post_id, liker_id, state, version, place, changed_at)
    SELECT gen_random_uuid(), %s, gen_random_uuid(), 'on', 1, gen_random_uuid(), now() FROM generate_series(1, %s)
"""


COMMENT_LIKES = """
    INSERT INTO posts_commentlike (id, comment_id, liker_id, state, version, place, changed_at)
    SELECT gen_random_uuid(), %s, gen_random_uuid(), %s, 1, gen_random_uuid(), now() FROM generate_series(1, %s)
"""


def execute(statement, values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("ANALYZE")


@pytest.fixture
def author(db):
    """Return an author with a few posts that everybody may read, among many others."""
    author = PersonFactory(username="ada").id
    for _ in range(5):
        PostFactory(author_id=author)
    execute(TAG_POSTS, [author])
    execute(INDEX_POSTS, [author])
    execute(OTHER_POSTS, [HIDDEN])
    return author


@pytest.fixture
def viewer(request, author):
    """Return somebody who looks at the author's posts."""
    if request.param == "nobody":
        return None
    account_id = PersonFactory().id
    if request.param in ("follower", "friend and follower"):
        FollowFactory(followee_id=author, follower_id=account_id)
    if request.param in ("friend", "friend and follower"):
        friendship(account_id, author)
    if request.param == "member":
        for _ in range(3):
            group_id = uuid7()
            membership(group_id, account_id)
            PostFactory(author_id=author, visibility="group", group_id=group_id)
    return account_id


def cost(api, viewer, address) -> int:
    """Return what reading a list takes, once the statistics are fresh."""
    [rows] = costs(api, viewer, [address]).values()
    return rows


def costs(api, viewer, addresses) -> dict[str, int]:
    """Return what reading each of some lists takes, once the statistics are fresh."""
    execute("SELECT 1", [])
    for address in addresses:
        api(viewer).get(address)
    return {address: rows_read(lambda each=address: api(viewer).get(each)) for address in addresses}


HIDDEN_FROM = [("nobody", hidden) for hidden in ("private", "followers", "friends", "group", "deleted")]
HIDDEN_FROM += [("stranger", hidden) for hidden in ("private", "followers", "friends", "group", "deleted")]
HIDDEN_FROM += [("follower", hidden) for hidden in ("private", "friends", "group", "deleted")]
HIDDEN_FROM += [("friend", "followers"), ("friend and follower", "group"), ("member", "group"), ("member", "private")]


@pytest.mark.parametrize(("viewer", "hidden"), HIDDEN_FROM, indirect=["viewer"])
def test_lists_of_posts(api, author, viewer, hidden):
    paths = (f"users/{author}/posts/", f"posts/?author={author}", "posts/", "hashtags/looms/posts/")
    paths += ("search/?q=loom&type=posts", "search/?q=loom+gear+-card&type=posts", "search/?q=from:ada&type=posts")
    addresses = [f"/api/v1/{path}" for path in paths]
    before = costs(api, viewer, addresses)

    visibility = "public" if hidden == "deleted" else hidden
    execute(HIDE_POSTS, [author, visibility, False, hidden == "deleted", HIDDEN])
    execute(TAG_POSTS, [author])
    execute(INDEX_POSTS, [author])

    after = costs(api, viewer, addresses)
    assert {address: rows for address, rows in after.items() if rows > before[address] + SLACK} == {}


@pytest.mark.parametrize("is_member", [False, True])
def test_the_list_of_a_group(api, author, is_member):
    group_id, viewer = uuid7(), PersonFactory().id
    membership(group_id, viewer, state="active" if is_member else "none")
    PostFactory(author_id=author, visibility="group", group_id=group_id)
    address = f"/api/v1/posts/?group={group_id}"
    before = cost(api, viewer, address)

    execute(HIDE_POSTS, [author, "group", False, False, HIDDEN])
    Post.objects.filter(id__gt=HIGH).update(**({"deleted_at": timezone.now()} if is_member else {"group_id": group_id}))

    assert cost(api, viewer, address) <= before + SLACK


@pytest.mark.parametrize("is_switched", [False, True])
@pytest.mark.parametrize("is_redis_there", [False, True])
def test_the_feed_of_a_follower(request, api, author, is_switched, is_redis_there):
    edge = FollowFactory(followee_id=author, is_marked=is_switched)
    Author.objects.create(account_id=author, has_marked_follows=is_switched, is_switched=is_switched)
    if not is_redis_there:
        request.getfixturevalue("redis_down")()
    before = cost(api, edge.follower_id, "/api/v1/feed/")

    execute(HIDE_POSTS, [author, "private", is_switched, False, HIDDEN])

    assert cost(api, edge.follower_id, "/api/v1/feed/") <= before + SLACK


@pytest.mark.parametrize("path", ["feed/", "posts/"])
def test_a_page_costs_the_same_however_many_the_reader_has_blocked_and_is_blocked_by(api, author, path):
    reader = FollowFactory(followee_id=author).follower_id
    before = cost(api, reader, f"/api/v1/{path}")

    execute(BLOCKS, [reader, reader, HIDDEN])

    assert cost(api, reader, f"/api/v1/{path}") <= before + SLACK


@pytest.mark.parametrize("path", ["feed/", "posts/", "posts/{post}/"])
def test_counts_without_the_blocked_cost_a_bounded_number_of_rows(api, author, path):
    post = PostFactory(author_id=author)
    reader = FollowFactory(followee_id=author).follower_id
    execute(BLOCKS, [reader, reader, HIDDEN])
    execute(LIKES_OF_OTHERS, [])
    address = f"/api/v1/{path.format(post=post.id)}"
    before = cost(api, reader, address)

    execute(LIKES, [post.id, HIDDEN])
    Post.objects.filter(id=post.id).update(likes_count=HIDDEN + 1)

    assert cost(api, reader, address) <= before + SLACK


def test_the_feed_when_its_timeline_is_made(api, author):
    first, other = (FollowFactory(followee_id=author).follower_id for _ in range(2))
    execute("SELECT 1", [])  # fresh statistics: PostgreSQL keeps those of an earlier test though its rows are gone
    before = rows_read(lambda: api(first).get("/api/v1/feed/"))

    execute(HIDE_POSTS, [author, "private", False, False, HIDDEN])

    assert rows_read(lambda: api(other).get("/api/v1/feed/")) <= before + SLACK


def test_own_posts_cost_what_is_shown_of_them(api, author):
    execute(HIDE_POSTS, [author, "private", False, False, HIDDEN])

    assert cost(api, author, "/api/v1/posts/?author=me") < 100


@pytest.mark.parametrize("path", ["posts/{post}/comments/", "comments/{comment}/replies/", "posts/{post}/likes/"])
def test_lists_below_a_post(api, path):
    comment = CommentFactory()
    for _ in range(3):
        CommentFactory(post=comment.post, reply_to=comment)
        LikeFactory(post=comment.post)
    address = f"/api/v1/{path.format(post=comment.post_id, comment=comment.id)}"
    before = cost(api, None, address)

    execute(HIDE_COMMENTS, [comment.post_id, comment.id, HIDDEN])
    execute(HIDE_LIKES, [comment.post_id, HIDDEN])

    assert cost(api, None, address) <= before + SLACK


@pytest.mark.parametrize("order", ["oldest", "newest"])
@pytest.mark.parametrize("path", ["posts/{post}/comments/", "comments/{comment}/replies/"])
def test_comments_in_both_orders(api, path, order):
    comment = CommentFactory()
    for _ in range(30):
        CommentFactory(post=comment.post, reply_to=comment)
    address = f"/api/v1/{path.format(post=comment.post_id, comment=comment.id)}?order={order}&limit=5"
    before = cost(api, None, address)

    execute(HIDE_COMMENTS, [comment.post_id, comment.id, HIDDEN])
    execute(REPLIES, [comment.post_id, comment.id, HIDDEN])

    assert cost(api, None, address) <= before + SLACK


@pytest.mark.parametrize("path", ["posts/{post}/comments/?limit=1", "comments/{comment}/"])
def test_whether_a_deleted_comment_is_shown_costs_the_same_however_many_replies_it_has(api, path):
    comment, viewer = CommentFactory(), uuid7()
    CommentFactory(post=comment.post, reply_to=comment)
    api(comment.author_id).delete(f"/api/v1/comments/{comment.id}/")
    address = f"/api/v1/{path.format(post=comment.post_id, comment=comment.id)}"
    before = cost(api, viewer, address)

    execute(REPLIES, [comment.post_id, comment.id, HIDDEN])

    assert cost(api, viewer, address) <= before + SLACK


@pytest.mark.parametrize("path", ["comments/{comment}/likes/?limit=5", "comments/{comment}/", "posts/{post}/comments/"])
def test_likes_of_a_comment_cost_the_same_however_many_there_are_or_were(api, path):
    comment, viewer = CommentFactory(), uuid7()
    for _ in range(10):
        CommentLikeFactory(comment=comment)
    execute(BLOCKS, [viewer, viewer, 10])
    address = f"/api/v1/{path.format(post=comment.post_id, comment=comment.id)}"
    before = cost(api, viewer, address)

    execute(COMMENT_LIKES, [comment.id, "off", HIDDEN])
    execute(COMMENT_LIKES, [comment.id, "on", HIDDEN])
    Comment.objects.update(likes_count=HIDDEN + 10)

    assert cost(api, viewer, address) <= before + SLACK


@pytest.mark.parametrize("path", ["", "replies/"])
def test_one_comment_costs_the_same_however_many_posts_there_are(api, path):
    comment = CommentFactory()
    address = f"/api/v1/comments/{comment.id}/{path}"
    before = cost(api, comment.author_id, address)

    execute(OTHER_POSTS, [HIDDEN])

    assert cost(api, comment.author_id, address) <= before + SLACK


@pytest.mark.parametrize("path", ["posts/{post}/", "posts/", "feed/"])
def test_whether_the_reader_likes_a_post_that_many_like(api, path):
    post = PostFactory()
    reader = FollowFactory(followee_id=post.author_id).follower_id
    execute(OTHER_POSTS, [MANY * 5])
    execute(LIKES_OF_OTHERS, [])
    address = f"/api/v1/{path.format(post=post.id)}"
    before = cost(api, reader, address)

    execute(LIKES, [post.id, MANY])

    assert cost(api, reader, address) <= before + SLACK
