"""Lists of posts with a hashtag, with media, with words, and of some days."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from factories import FollowFactory, MediumFactory, PersonFactory, PostFactory, membership

from chassis.ids import lowest_of, uuid7
from posts.models import Post
from posts.services.texts import text_find, text_read

POSTS = "/api/v1/posts/"
DAY = datetime(2026, 3, 15, tzinfo=UTC)


def on(day: int, **fields) -> Post:
    """Store a post of noon of a day of March 2026."""
    noon = DAY + timedelta(days=day - 15, hours=12)
    key = UUID(int=lowest_of(noon).int | 0x7000_8000_0000_0000_0000 | uuid7().int & 0xFFFF_FFFF)
    return PostFactory(id=key, created_at=noon, text=f"March {day}", **fields)


def findable(post: Post) -> Post:
    """Store by what a post is found."""
    text_read(post)
    post.save()
    text_find(post)
    return post


@pytest.fixture
def texts(api):
    """Return a function that lists the texts of posts."""

    def read(viewer=None, **filters) -> list[str]:
        response = api(viewer).get(POSTS, filters)
        assert response.status_code == 200, response.content
        return [post["text"] for post in response.json()["results"]]

    return read


@pytest.fixture
def author():
    """Return an author with posts of three days, public ones and one for its followers."""
    author_id = PersonFactory().id
    for day, visibility in ((14, "public"), (15, "followers"), (16, "public")):
        on(day, author_id=author_id, visibility=visibility)
    return author_id


DAYS = [
    ({"before": "2026-03-16"}, ["March 15", "March 14"]),
    ({"after": "2026-03-14"}, ["March 16", "March 15"]),
    ({"after": "2026-03-14", "before": "2026-03-16"}, ["March 15"]),
    ({"after": "2026-03-15", "before": "2026-03-16"}, []),
    ({"after": "2026-03-16", "before": "2026-03-14"}, []),
]


@pytest.mark.parametrize(("days", "expected"), DAYS)
@pytest.mark.parametrize("who", ["follower", "author"])
def test_posts_of_an_author_between_two_days(texts, author, who, days, expected):
    viewer = author if who == "author" else FollowFactory(followee_id=author).follower_id

    assert texts(viewer, author=author, **days) == expected


@pytest.mark.parametrize(("days", "expected"), DAYS)
def test_public_posts_between_two_days(texts, author, days, expected):
    assert texts(**days) == [text for text in expected if text != "March 15"]


def test_posts_of_a_group_between_two_days(texts):
    group_id, member = uuid7(), PersonFactory().id
    membership(group_id, member)
    for day in (14, 15, 16):
        on(day, group_id=group_id, visibility="group")

    assert texts(member, group=group_id, after="2026-03-14", before="2026-03-16") == ["March 15"]


def test_pages_between_two_days(api, author):
    first = api(author).get(POSTS, {"author": "me", "after": "2026-03-14", "limit": 1}).json()
    second = api(author).get(first["next"].removeprefix("https://kith.test")).json()

    assert [post["text"] for page in (first, second) for post in page["results"]] == ["March 16", "March 15"]
    assert second["next"] is None


@pytest.mark.parametrize("tag", ["looms", "LOOMS", "\uff2c\uff2f\uff2f\uff2d\uff33"])
def test_posts_with_a_hashtag_of_everybody_and_of_one_author(texts, tag):
    mine, other = (findable(PostFactory(text=f"{word} #looms")) for word in ("One", "Two"))
    findable(PostFactory(text="None", author_id=mine.author_id))

    assert texts(tag=tag) == [other.text, mine.text]
    assert texts(tag=tag, author=mine.author_id) == [mine.text]


@pytest.mark.parametrize("tag", ["123", "two words", "#looms", "unused"])
def test_what_cannot_be_a_hashtag_is_one_that_no_post_has(texts, tag):
    findable(PostFactory(text="One #looms, two words, 123 #unusable"))

    assert texts(tag=tag) == []


def test_posts_with_media(texts):
    post = PostFactory(text="With a picture")
    MediumFactory(post=post, owner_id=post.author_id, position=0)
    post.media_count = 1
    findable(post)
    findable(PostFactory(text="Without", author_id=post.author_id))

    assert texts(has="media") == texts(has="media", author=post.author_id) == ["With a picture"]


def test_posts_with_words_are_those_of_a_search(texts):
    author_id = PersonFactory(username="ada").id
    findable(PostFactory(text="The loom weaves", author_id=author_id))
    findable(PostFactory(text="A loom #looms"))

    assert texts(q="loom") == ["A loom #looms", "The loom weaves"]
    assert texts(q="loom -weaves") == texts(q="loom", tag="looms") == ["A loom #looms"]
    assert texts(q="from:ada") == texts(q="loom", author=author_id) == ["The loom weaves"]
    assert texts(q="!!!") == texts(q="-loom") == []


def test_filters_hold_what_the_reader_may_read_and_no_more(texts):
    author_id = PersonFactory().id
    follower = FollowFactory(followee_id=author_id).follower_id
    for visibility in ("public", "followers", "private"):
        findable(PostFactory(text=f"{visibility} #looms", author_id=author_id, visibility=visibility))

    for filters in ({"tag": "looms"}, {"q": "#looms"}, {"tag": "looms", "author": author_id}):
        assert texts(**filters) == ["public #looms"]
        assert texts(follower, **filters) == ["followers #looms", "public #looms"]


@pytest.mark.parametrize(
    ("filters", "field", "code"),
    [
        ({"tag": ""}, "tag", "blank"),
        ({"has": "poll"}, "has", "invalid_choice"),
        ({"q": "before:then"}, "q", "invalid"),
        ({"q": "x" * 301}, "q", "max_length"),
        ({"before": "yesterday"}, "before", "invalid"),
        ({"before": "2026-02-30"}, "before", "invalid"),
        ({"after": "9999-12-31"}, "after", "out_of_range"),
        ({"group": str(uuid7()), "tag": "looms"}, "group", "not_together"),
        ({"group": str(uuid7()), "q": "looms"}, "group", "not_together"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(api, filters, field, code):
    answer = api().get(POSTS, filters)

    assert answer.status_code == 400
    assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize(
    ("filters", "queries"), [({"tag": "looms"}, 3), ({"before": "2100-01-01"}, 2), ({"after": "2000-01-01"}, 2)]
)
def test_a_filtered_page_takes_the_same_queries_however_many_posts_it_has(
    api, django_assert_num_queries, count, filters, queries
):
    for _ in range(count):
        findable(PostFactory(text="A loom #looms"))

    with django_assert_num_queries(queries):
        assert len(api().get(POSTS, filters).json()["results"]) == count
