"""The design that the benchmark compares Kith with answers the same feed."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bench.settings import Settings
from bench.testbed.baselines import served, textbook_load
from bench.world.plan import Plan, PlannedPost, id_at
from stack.handle import Handle
from tests.e2e.client import Person, person_of, register
from tests.e2e.waiting import eventually


def planned(number: int, author: int) -> PlannedPost:
    moment = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=number)
    return PlannedPost(
        id=str(id_at(moment, number)),
        author=author,
        text=f"post {number} of {author}",
        created_at=moment.isoformat(),
        likers=[0],
        commenter=1,
        comment="indeed",
    )


@pytest.fixture
def people(stack: Handle):
    """Three newcomers with a connection to the gateway."""
    with httpx.Client(base_url=stack.url, timeout=15, trust_env=False) as http:
        yield [person_of(http, register(http, stem).json()) for stem in ("ada", "bob", "cem")]


def write(people: list[Person], plan: Plan) -> None:
    """Follow and write in Kith as the plan says."""
    for follower, followee in plan.follows:
        people[follower].follows(people[followee])
    for post in plan.posts:
        people[post.author].writes(post.text)


@pytest.mark.parametrize("path", ["feed", "feed-tuned"])
def test_both_textbook_feeds_show_what_kiths_feed_shows(stack, people, path, tmp_path):
    posts = [planned(number, author) for number, author in enumerate([1, 0, 2, 1, 2])]
    plan = Plan([person.id for person in people], [(0, 1), (1, 2)], posts)
    write(people, plan)
    variables, tokens = textbook_load(stack, plan)

    with served(Settings(), "bench.textbook.wsgi:application", variables, tmp_path / "log") as textbook:
        url = f"http://127.0.0.1:{textbook.port}/textbook/{path}/"
        answer = httpx.get(url, headers={"Authorization": f"Bearer {tokens[0]}"}, trust_env=False)

    shown = [item["content"] for item in answer.json()["results"]]
    assert shown == ["post 3 of 1", "post 1 of 0", "post 0 of 1"]
    eventually(lambda: [item["text"] for item in people[0].results("feed/")] == shown)
