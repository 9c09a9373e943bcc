"""What the measured pages of the feed contain: whether they have entries of every kind, and none that is hidden."""

from typing import Any

import httpx

from bench.entries import kinds_of
from bench.world.load import World
from bench.world.plan import Plan
from stack.handle import Handle


def entries_on_pages(stack: Handle, world: World, people: list[int]) -> dict[str, int]:
    """Return how many entries of each kind are on the first pages of the feeds of some people.

    Raises ValueError where a kind is missing, or an entry is hidden from its reader.
    """
    found: list[dict[str, Any]] = []
    for reader in people:
        headers = {"Authorization": f"Bearer {world.tokens[reader]}"}
        answer = httpx.get(f"{stack.url}/api/v1/feed/", headers=headers, trust_env=False).raise_for_status()
        entries, hidden = answer.json()["results"], hidden_from(world.plan, reader)
        if any(
            account["id"] in hidden for each in entries for account in (each["author"], each["shared_by"]) if account
        ):
            raise ValueError(f"the feed of number {reader} shows somebody who is blocked or muted")
        found += entries
    return kinds_of(found)


def hidden_from(plan: Plan, reader: int) -> set[str]:
    """Return the accounts that are in no feed of a reader: whom a block separates, and whom the reader mutes."""
    hidden = [two for one, two in (*plan.ties.mutes, *plan.ties.blocked) if one == reader]
    return {plan.people[person] for person in hidden}
