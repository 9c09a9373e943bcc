"""What an account did, and what was done to its posts."""

import pytest
from django.db import connection
from factories import CommentFactory, LikeFactory, PersonFactory, PostFactory

from chassis.testing.plans import rows_read
from posts.models import Post, Share
from posts.selectors import activity
from relations.models import AccountState, Tie

ACTIVITY = "/api/v1/activity/"

pytestmark = pytest.mark.django_db
LIKES = """
    INSERT INTO posts_like (id, post_id, liker_id, state, version, place, changed_at)
    SELECT gen_random_uuid(), post.id, gen_random_uuid(), 'on', 1,
           overlay(gen_random_uuid()::text PLACING '0190' FROM 1)::uuid, now()
    FROM posts_post AS post, generate_series(1, 30)
"""


@pytest.fixture
def me(db):
    return PersonFactory(username="me").id


@pytest.fixture
def other(db):
    return PersonFactory(username="other").id


def share(post, sharer_id):
    return Share.objects.create(post=post, sharer_id=sharer_id, state="on", version=1, changed_at=post.created_at)


def shown(api, account, **query) -> list[tuple[str, str, str]]:
    response = api(account).get(ACTIVITY, query)
    assert response.status_code == 200, response.content
    return [(each["type"], each["actor"]["username"], each["excerpt"]) for each in response.json()["results"]]


def test_own_acts_and_those_of_others_below_own_posts_come_newest_first(api, me, other):
    mine, theirs = PostFactory(author_id=me, text="Mine"), PostFactory(author_id=other, text="Theirs")
    LikeFactory(post=mine, liker_id=other)
    CommentFactory(post=mine, author_id=other, text="Well said")
    share(mine, other)
    LikeFactory(post=theirs, liker_id=me)
    CommentFactory(post=theirs, author_id=me, text="Indeed")
    CommentFactory(post=mine, author_id=me, text="Thanks")
    share(theirs, me)
    LikeFactory(post=theirs)

    assert shown(api, me) == [
        ("share", "me", "Theirs"),
        ("comment", "me", "Thanks"),
        ("comment", "me", "Indeed"),
        ("like", "me", "Theirs"),
        ("share", "other", "Mine"),
        ("comment", "other", "Well said"),
        ("like", "other", "Mine"),
        ("post", "me", "Mine"),
    ]


def test_what_was_taken_back_is_no_activity(api, me, other):
    mine = PostFactory(author_id=me, text="Mine")
    LikeFactory(post=mine, liker_id=other, state="off")

    assert shown(api, me) == [("post", "me", "Mine")]


@pytest.mark.parametrize("kind", ["block", "suspended"])
def test_whom_the_account_may_not_see_does_nothing(api, me, other, kind):
    mine, theirs = PostFactory(author_id=me, text="Mine"), PostFactory(author_id=other)
    LikeFactory(post=mine, liker_id=other)
    CommentFactory(post=mine, author_id=other)
    CommentFactory(post=theirs, author_id=me)
    LikeFactory(post=theirs, liker_id=me)
    if kind == "block":
        Tie.objects.create(kind="block", source_id=other, target_id=me, state="active", version=1)
    else:
        AccountState.objects.create(account_id=other, kind="account", state="suspended", version=1)

    assert shown(api, me) == [("post", "me", "Mine")]


def test_what_concerns_a_post_that_can_no_longer_be_read_is_left_out(api, me, other):
    theirs = PostFactory(author_id=other, text="Theirs")
    CommentFactory(post=theirs, author_id=me, text="Indeed")
    LikeFactory(post=theirs, liker_id=me)
    theirs.visibility = "private"
    theirs.save()

    assert shown(api, me) == []


def test_pages_neither_skip_nor_double(api, me, other, all_pages):
    for number in range(4):
        post = PostFactory(author_id=me, text=f"Post {number}")
        LikeFactory(post=post, liker_id=other)
        CommentFactory(post=post, author_id=me)

    found = all_pages(me, ACTIVITY)

    assert [each["id"] for each in found] == sorted({each["id"] for each in found}, reverse=True)
    assert len(found) == 12


def test_acts_of_others_are_those_below_the_newest_posts(api, me, other, monkeypatch):
    monkeypatch.setattr(activity, "POSTS_MOST", 1)
    older, newer = (PostFactory(author_id=me, text=text) for text in ("Older", "Newer"))
    LikeFactory(post=older, liker_id=other)
    LikeFactory(post=newer, liker_id=other)

    assert shown(api, me) == [("like", "other", "Newer"), ("post", "me", "Newer"), ("post", "me", "Older")]


@pytest.mark.parametrize("count", [1, 10])
def test_activity_costs_the_same_queries_however_much(api, me, django_assert_num_queries, count):
    for _ in range(count):
        CommentFactory(post=PostFactory(author_id=me), author_id=me)

    with django_assert_num_queries(4):
        assert len(shown(api, me)) == 2 * count


@pytest.mark.parametrize("count", [20, 40])
def test_a_post_costs_its_nearest_act_however_many_it_has(api, me, fresh_tables, count):
    Post.objects.bulk_create(PostFactory.build_batch(count, author_id=me))
    with connection.cursor() as cursor:
        cursor.execute(LIKES)
        cursor.execute("ANALYZE")

    rows = rows_read(lambda: shown(api, me, limit=9))

    # Each post is read for each kind of act, and its nearest like. The rest is for the page: 10 posts with 30 likes.
    assert rows <= 4 * count + 640


def test_activity_needs_a_token(api):
    assert api().get(ACTIVITY).status_code == 401
