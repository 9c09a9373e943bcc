"""What every list of posts reads in tables of 30,000 posts and as many follows; with THOROUGH=1, of a million."""

from collections.abc import Iterator

import pytest
from django.db import connection
from large_world import ANSWERED_COMMENT, BIG_GROUP, LIKED_POST, POPULAR, READER, fill

from chassis.testing.plans import Reads, reads_of
from posts.services.explore import explore_refresh
from posts.services.trends import trends_refresh

MOST = (3_000, 500)
"""The rows that a page of 20 may read, and of these sort, whatever the size of the tables."""
MORE = {"explore/": (12_000, 500), "activity/": (45_000, 2_600)}
"""The counts of posts that many like leave out each of the 100 accounts that block the reader or are blocked by it. The
activity of somebody with 500 posts looks for acts at each of them."""
SMALL = {
    "standing",
    "person",
    "posts_pulledfollow",
    "posts_staletimeline",
    "posts_staleness",
    "posts_trend",
    "posts_explored",
}
"""Tables that a sequential scan may read, because they are small here; they are read by their keys."""
LISTS = (
    "posts/",
    f"posts/?author={POPULAR}",
    f"posts/?group={BIG_GROUP}",
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
OWN_LISTS = ("feed/", "posts/?author=me", "drafts/", "scheduled-posts/", "likes/", "bookmarks/", "activity/")


def pages(client, path: str) -> Iterator[tuple[str, Reads]]:
    """Read the first two pages of a list, twice each, and yield what the second time reads."""
    link = f"/api/v1/{path}"
    for name in ("first", "second"):
        body = client.get(link).json()
        yield name, reads_of(lambda address=link: client.get(address))
        if not body["next"]:
            return
        link = body["next"].removeprefix("https://kith.test")


def is_bounded(path: str, reads: Reads) -> bool:
    rows, in_order = MORE.get(path, MOST)
    return reads.rows <= rows and reads.sorted <= in_order and not reads.whole - SMALL


@pytest.mark.usefixtures("fresh_tables")
def test_no_list_reads_a_table_as_a_whole_or_more_than_some_pages(api):
    fill()
    trends_refresh()
    explore_refresh()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    found = {
        (who, path, page): reads
        for who, viewer in (("reader", READER), ("popular", POPULAR), ("nobody", None))
        for path in (LISTS + OWN_LISTS if viewer else LISTS)
        for page, reads in pages(api(viewer), path)
    }

    for (who, path, page), reads in found.items():
        print(f"{who:8} {path:62} {page:6} {reads.rows:6} rows {reads.buffers:6} buffers {reads.sorted:5} sorted")
    assert {key: reads for key, reads in found.items() if not is_bounded(key[1], reads)} == {}
