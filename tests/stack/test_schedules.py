"""Scheduled posts on a running stack: published soon after their time, once, whatever is killed."""

from datetime import UTC, datetime, timedelta

from runtime.waiting import wait_until
from stack.handle import Handle
from tests.e2e.client import Person
from tests.security.database import rows

SECONDS = 60
"""How long publishing may take on a busy machine."""


def schedule(stack: Handle, author: Person, text: str) -> str:
    """Schedule a post, and make it due at once; the API takes no time that is so soon."""
    in_an_hour = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    scheduled = author.writes(text, publish_at=in_an_hour)["id"]
    rows(stack, "posts", "UPDATE posts_scheduledpost SET due_at = now() WHERE id = %s", [scheduled])
    return scheduled


def published(author: Person) -> list[str]:
    return [each["text"] for each in author.get(f"posts/?author={author.id}").json()["results"]]


def test_r76_one_that_is_due_is_published_once_also_after_a_kill(stack: Handle, ada: Person):
    schedule(stack, ada, "first")
    wait_until(lambda: published(ada) == ["first"], what="publishing", seconds=SECONDS)

    for program in ("posts-celery", "posts-beat"):
        stack.signal(program, "KILL")
    scheduled = schedule(stack, ada, "second")

    wait_until(lambda: len(published(ada)) == 2, what="publishing after a kill", seconds=SECONDS)
    stack.wait_until_ready("posts-celery")
    stack.wait_until_ready("posts-beat")
    assert published(ada) == ["second", "first"]
    assert ada.get(f"scheduled-posts/{scheduled}/").json()["state"] == "published"


def test_its_author_and_those_whom_it_mentions_are_notified_until_it_is_deleted(
    stack: Handle, ada: Person, bob: Person
):
    bob.writes()  # so that the posts service knows the account before it is mentioned
    schedule(stack, ada, f"Ask @{bob.username}.")

    def notified() -> list[tuple[str, str]]:
        found = [*ada.results("notifications/"), *bob.results("notifications/")]
        return [(each["type"], each["target"]["id"]) for each in found]

    wait_until(lambda: len(notified()) == 2, what="notifications", seconds=SECONDS)
    [post] = ada.ids("posts/?author=me")
    assert notified() == [("scheduled_published", post), ("mention", post)]

    assert ada.delete(f"posts/{post}/").status_code == 204
    wait_until(lambda: notified() == [], what="no notifications", seconds=SECONDS)
