"""What every list of posts reads in tables of 30,000 posts and as many follows; with THOROUGH=1, of a million."""

from collections.abc import Iterator

import pytest
from django.db import connection
from large_world import ANSWERED_COMMENT, BIG_GROUP, FIRST_DAYS, LIKED_POST, POPULAR, READER, fill

from chassis.http.paging import START
from chassis.testing.plans import PLAN_MODES, Reads, reads_of
from posts.selectors.feed.sources import feed_entries
from posts.services.explore import explore_refresh
from posts.services.trends import trends_refresh
from runtime.thoroughness import rounds

MOST = (3_000, 500)
"""The rows that a page of 20 may read, and of these sort, whatever the size of the tables."""
MORE = {
    **dict.fromkeys(("explore/", "feed/"), (12_000, 500)),
    "activity/": (5_000, 500),
    "feed/ without Redis": (12_000, 5_000),
    "a timeline": (100_000, 80_000),
    f"posts/?author={POPULAR}&limit=100": (15_000, 2_500),
}
"""The counts of posts that up to 100 like leave out those whom the reader blocks, or who block it. The activity looks
for the newest act of each kind at each of the account's newest 500 posts. Without Redis a feed reads a page of each of
the account's followees, friends and groups, and a new timeline at most 800 entries of each."""
SEARCHED = (rounds(12_000, 90_000), rounds(1_000, 8_000))
"""A search looks at some thousands of the posts that have the rarest of its terms, a page of each followee's at a time,
and at each of the reader's own posts in groups: the author with most of a million posts has 7,000 of these."""
SEARCHES_BEGIN = ("search/?type=posts", "search/?q=", "hashtags/", "posts/?has=", "posts/?tag=", "posts/?q=")
SMALL = {
    "standing",
    "person",
    "posts_pulledfollow",
    "posts_staletimeline",
    "posts_staleness",
    "posts_trend",
    "posts_explored",
    "posts_medium",
    "media_picture",
}
"""Tables that a sequential scan may read, because they are small here; they are read by their keys."""
SEARCHES = (
    "word1",
    "word19000",
    "nothing",
    "word1 word2",
    "word2 word3 word4 word900",
    "word1 -word2",
    '"word1 word2"',
    "%23tag1",
    "%23tag1 word1",
    "has:media",
    "has:media word1",
    "from:person_1",
    "from:person_1 word1",
    f"word1 before:{FIRST_DAYS}",
)
LISTS = (
    "posts/",
    f"posts/?before={FIRST_DAYS}",
    "posts/?has=media",
    "posts/?tag=tag1",
    f"posts/?tag=tag1&author={POPULAR}",
    f"posts/?q=word1&author={POPULAR}",
    *(f"search/?type=posts&q={asked}" for asked in SEARCHES),
    *("search/?q=person_7", "search/?type=people&q=person", "search/?type=tags&q=tag"),
    *(f"users/{POPULAR}/posts/?pinned={pinned}" for pinned in ("true", "false")),
    f"posts/?author={POPULAR}",
    f"posts/?author={POPULAR}&limit=100",
    f"posts/?author={POPULAR}&before={FIRST_DAYS}",
    f"users/{POPULAR}/posts/",
    f"posts/{LIKED_POST}/history/",
    f"posts/{LIKED_POST}/likes/",
    f"posts/{LIKED_POST}/shares/",
    *(f"posts/{LIKED_POST}/comments/?order={order}" for order in ("oldest", "newest")),
    *(f"comments/{ANSWERED_COMMENT}/replies/?order={order}" for order in ("oldest", "newest")),
    f"comments/{ANSWERED_COMMENT}/likes/",
    *(f"hashtags/{tag}/posts/" for tag in ("tag1", "tag4000", "nothing")),
    "trends/",
    "explore/",
)
LISTS_WITH_TOKEN = (
    *("feed/", "posts/?author=me", "drafts/", "scheduled-posts/", "likes/", "bookmarks/", "activity/"),
    f"posts/?group={BIG_GROUP}",
)
"""Lists that are refused or empty without a token."""


def pages(client, path: str) -> Iterator[tuple[str, Reads]]:
    """Read the first two pages of a list, and yield what each reads."""
    link = f"/api/v1/{path}"
    for name in ("first", "second"):
        answers = []
        yield name, reads_of(lambda address=link, answers=answers: answers.append(client.get(address)), PLAN_MODES)
        link = answers[0].json()["next"]
        if not link:
            return
        link = link.removeprefix("https://kith.test")


def is_bounded(path: str, reads: Reads) -> bool:
    rows, in_order = SEARCHED if path.startswith(SEARCHES_BEGIN) else MORE.get(path, MOST)
    return reads.rows <= rows and reads.sorted <= in_order and not reads.whole - SMALL


@pytest.mark.usefixtures("fresh_tables")
def test_no_list_reads_a_table_as_a_whole_or_more_than_some_pages(api):
    fill()
    trends_refresh()
    explore_refresh()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    for viewer in (READER, POPULAR):
        api(viewer).get("/api/v1/feed/")  # it makes the timeline

    found = {
        (who, path, page): reads
        for who, viewer in (("reader", READER), ("popular", POPULAR), ("nobody", None))
        for path in (LISTS + LISTS_WITH_TOKEN if viewer else LISTS)
        for page, reads in pages(api(viewer), path)
    }
    for name, count in (("feed/ without Redis", 21), ("a timeline", 800)):
        found["reader", name, "first"] = reads_of(lambda most=count: feed_entries(READER, place=START, count=most))

    for (who, path, page), reads in found.items():
        print(f"{who:8} {path:62} {page:6} {reads.rows:6} rows {reads.buffers:6} buffers {reads.sorted:5} sorted")
    assert {key: reads for key, reads in found.items() if not is_bounded(key[1], reads)} == {}
