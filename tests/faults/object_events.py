"""Posts, comments and people who do not exist, published directly in any order, and what services must then know of
them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.faults.raw_events import (
    RawEvent,
    commented,
    deleted,
    edited,
    followed,
    liked,
    new_id,
    posted,
    registered,
    renamed,
    uncommented,
)
from tests.faults.world import World

Rows = list[tuple[str, ...]]
Make = Callable[[], tuple[tuple[str, ...], list[RawEvent]]]

EXISTING_POSTS = {
    ("profiles", "posts"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_post AS held
            ON held.id = one AND held.version = 2 AND held.is_counted
        WHERE held.id IS NULL
    """,
    ("profiles", "counts of posts"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_postcount AS held ON account_id = two WHERE posts_count <> 1
    """,
    ("notifications", "likes"): """
        SELECT count(*) FROM expected LEFT JOIN notification AS held
            ON held.type = 'like' AND target_id = one AND recipient_id = two AND senders_count = 2
        WHERE held.id IS NULL
    """,
    ("notifications", "comments"): """
        SELECT count(*) FROM expected LEFT JOIN notification AS held
            ON held.type = 'comment' AND target_id = one AND recipient_id = two AND senders_count = 2
        WHERE held.id IS NULL
    """,
    ("notifications", "replies"): """
        SELECT count(*) FROM expected LEFT JOIN notification AS held
            ON held.type = 'reply' AND target_id = three AND senders_count = 1
        WHERE held.id IS NULL
    """,
}
DELETED_POSTS = {
    ("profiles", "dead posts"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_post AS held
            ON held.id = one AND held.version = 3 AND NOT held.is_counted
        WHERE held.id IS NULL
    """,
    ("profiles", "counts of dead posts"): """
        SELECT count(*) FROM expected JOIN profiles_postcount AS held ON account_id = two WHERE posts_count <> 0
    """,
    ("notifications", "notifications of dead posts"): """
        SELECT count(*) FROM expected JOIN notification AS held ON held.post_id = one OR held.recipient_id = two
    """,
    ("notifications", "orphans"): """
        SELECT count(*) FROM expected JOIN cause AS held ON held.subject_id IN (one, three)
    """,
}
PERSON = """
    SELECT count(*) FROM expected LEFT JOIN person AS held
        ON held.id = one AND held.display_name = 'Second name' AND held.version = 2
    WHERE held.id IS NULL
"""
PEOPLE = {
    ("profiles", "profiles"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_profile AS held ON held.id = one WHERE held.id IS NULL
    """,
    ("profiles", "counts of followers"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_followcount AS held
            ON account_id = one AND followers_count = 1
        WHERE held.account_id IS NULL
    """,
    **{(service, "people"): PERSON for service in ("social-graph", "posts", "notifications")},
}


@dataclass(frozen=True)
class Kind:
    """A kind of object: how one is made, with six events, and the query for wrong rows, by service."""

    make: Make
    checks: Mapping[tuple[str, str], str]

    def mismatches(self, world: World, rows: Rows) -> list[str]:
        """Return what services have wrong, of the objects whose ids are in ``rows``."""
        values = ", ".join("('{}'::uuid, '{}'::uuid, '{}'::uuid)".format(*row) for row in rows)
        head = f"WITH expected (one, two, three) AS (VALUES {values})"
        counts = {place: world.sql(place[0], head + check) for place, check in self.checks.items()}
        return [f"{wrong} {what} in {service}" for (service, what), wrong in counts.items() if wrong]


def _existing_post() -> tuple[tuple[str, ...], list[RawEvent]]:
    post, author, comment, commenter, replier = (new_id() for _ in range(5))
    reply = commented(new_id(), post, author, replier, reply_to=comment, reply_to_author_id=commenter)
    likes = [liked(post, author, commenter), liked(post, author, replier)]
    first = commented(comment, post, author, commenter)
    return (post, author, comment), [posted(post, author, "private"), edited(post, author), *likes, first, reply]


def _deleted_post() -> tuple[tuple[str, ...], list[RawEvent]]:
    post, author, comment, reader = (new_id() for _ in range(4))
    remarks = [commented(comment, post, author, reader), uncommented(comment, post, author, reader)]
    life = [posted(post, author), edited(post, author), deleted(post, author)]
    return (post, author, comment), [*life, liked(post, author, reader), *remarks]


def _person() -> tuple[tuple[str, ...], list[RawEvent]]:
    account, follower = new_id(), new_id()
    name = f"n{account.replace('-', '')[:24]}"
    names = [renamed(account, name, f"{which} name", version=n) for n, which in enumerate(("First", "Second"), 1)]
    states = [followed(follower, account, state, version=n) for n, state in enumerate(("active", "none", "active"), 1)]
    return (account, follower, account), [registered(account, name), *names, *states]


KINDS = (Kind(_existing_post, EXISTING_POSTS), Kind(_deleted_post, DELETED_POSTS), Kind(_person, PEOPLE))
