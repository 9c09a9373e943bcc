"""What the data of the benchmark consist of."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.entries import KINDS, kinds_of
from bench.testbed.pages import hidden_from
from bench.world.audience import Audience
from bench.world.plan import AUDIENCES, Plan, PlannedPost, id_at, make_plan
from bench.world.rows import dump
from bench.world.ties import Ties

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = [f"account {person}" for person in range(962)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(PEOPLE, NOW)


def test_the_plan_is_the_same_each_time(plan):
    assert dump(make_plan(PEOPLE, NOW)) == dump(plan)


def test_posts_have_every_visibility_and_some_are_quotes_have_pictures_and_are_shared(plan):
    assert {post.visibility for post in plan.posts} == AUDIENCES.keys()
    counts = Counter(
        kind
        for post in plan.posts
        for kind, is_so in (("quote", post.quoted), ("pictures", post.pictures), ("shared", post.shares))
        if is_so
    )
    assert all(counts[kind] > len(plan.posts) / 20 for kind in ("quote", "pictures", "shared"))


def test_posts_for_groups_are_by_members(plan):
    in_groups = [post for post in plan.posts if post.visibility == "group"]

    assert in_groups
    assert all(post.author in plan.ties.groups[post.group] for post in in_groups)
    assert not any(post.group for post in plan.posts if post.visibility != "group")


def test_only_those_do_something_with_a_post_who_may_read_it(plan):
    audience = Audience(plan)
    for post in plan.posts:
        for person in {*post.likers, post.commenter, *(sharer for sharer, _ in post.shares)}:
            assert audience.may_read(person, post)
        assert post.visibility != "private" or not post.shares


ADA, BOB, CEM, DAN, EVE = range(5)
SMALL = Plan(
    [f"account {person}" for person in range(5)],
    follows=[(BOB, ADA)],
    posts=[],
    ties=Ties(friends=[(ADA, CEM)], blocks=[(ADA, DAN)], groups={"rowers": [ADA, EVE, DAN]}),
)


def planned(visibility: str, *, quoted: str | None = None, author: int = ADA) -> PlannedPost:
    group = "rowers" if visibility == "group" else None
    return PlannedPost(f"{visibility} of {author}", author, "", "", [], 0, "", visibility, group, quoted)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", [ADA, BOB, CEM, EVE]),
        ("followers", [ADA, BOB]),
        ("friends", [ADA, CEM]),
        ("group", [ADA, EVE]),
        ("private", [ADA]),
    ],
)
def test_a_post_is_read_by_its_audience_as_far_as_no_block_separates_them(visibility, readers):
    audience = Audience(SMALL)

    assert [person for person in range(5) if audience.may_read(person, planned(visibility))] == readers


def test_a_public_post_of_a_private_account_is_read_by_its_followers():
    audience = Audience(replace(SMALL, ties=replace(SMALL.ties, private=[ADA])))

    assert [person for person in range(5) if audience.may_read(person, planned("public"))] == [ADA, BOB]


def test_a_quote_is_read_by_those_who_may_read_what_it_quotes():
    quoted = planned("public")
    audience = Audience(replace(SMALL, posts=[quoted]))
    quote = planned("public", quoted=quoted.id, author=EVE)

    assert [person for person in range(5) if audience.may_read(person, quote)] == [ADA, BOB, CEM, EVE]


def test_nobody_follows_over_a_block_or_mutes_or_befriends_whom_they_block(plan):
    ties = plan.ties

    assert not ties.blocked & {*plan.follows, *ties.mutes, *ties.friends}


def test_what_is_quoted_is_an_older_public_post_that_quotes_nothing(plan):
    posts = {post.id: post for post in plan.posts}
    quotes = [post for post in plan.posts if post.quoted]

    for quote in quotes:
        quoted = posts[quote.quoted]
        assert quoted.visibility == "public"
        assert quoted.quoted is None
        assert quoted.id < quote.id
        assert quoted.author not in plan.ties.private


def test_shares_are_later_than_the_post_and_not_in_the_future(plan):
    keys = [(post.id, key) for post in plan.posts for _, key in post.shares]

    assert all(post_id < key < str(id_at(NOW, 0)) for post_id, key in keys)
    assert len({key for _, key in keys} | {post.id for post in plan.posts}) == len(keys) + len(plan.posts)


def test_the_newest_post_is_one_step_old(plan):
    assert datetime.fromisoformat(plan.posts[-1].created_at) == NOW - timedelta(minutes=1)


def test_whom_a_block_separates_in_either_direction_or_who_is_muted_is_hidden():
    ties = Ties(blocks=[(0, 1), (2, 0)], mutes=[(0, 3), (4, 0)])
    plan = Plan(["zero", "one", "two", "three", "four"], [], [], ties)

    assert hidden_from(plan, 0) == {"one", "two", "three"}


def entry(visibility: str = "public", *, shared_by=None, media=(), quote=None) -> dict:
    return {"visibility": visibility, "shared_by": shared_by, "media": media, "quote": quote}


EVERY_KIND = [
    entry(shared_by={"id": "1"}),
    entry("followers", media=[{}]),
    entry("friends", quote={}),
    entry("group", quote={"id": "2"}),
]


def test_entries_are_counted_by_kind():
    assert kinds_of(EVERY_KIND) == dict.fromkeys(KINDS, 1) | {"alone": 3}


@pytest.mark.parametrize(("missing", "names"), [(0, "shared, public"), (1, "with pictures, followers"), (2, "friends")])
def test_pages_without_some_kind_are_not_measured(missing, names):
    with pytest.raises(ValueError, match=f"these kinds: {names}$"):
        kinds_of(EVERY_KIND[:missing] + EVERY_KIND[missing + 1 :])
