"""Follows among people who do not exist, published directly, and what three services must then know of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.raw_events import RawEvent, followed, new_id
from tests.faults.world import World

ACTIVE, NONE = "active", "none"

EXPECTED = "WITH expected (follower, followee, state, version) AS (VALUES {rows})"
COUNTED = "SELECT {end} AS account, count(*) FILTER (WHERE state = 'active') AS edges FROM expected GROUP BY 1"
CHECKS = {
    ("profiles", "follows"): """
        SELECT count(*) FROM expected LEFT JOIN tie AS held ON held.kind = 'follow' AND held.source_id = follower
            AND held.target_id = followee AND held.state = expected.state AND held.version = expected.version
        WHERE held.id IS NULL
    """,
    ("profiles", "counts of followers"): f"""
        SELECT count(*) FROM ({COUNTED.format(end="followee")}) AS right_one LEFT JOIN profiles_followcount AS held
            ON held.account_id = account
        WHERE coalesce(held.followers_count, 0) <> edges
    """,
    ("profiles", "counts of followees"): f"""
        SELECT count(*) FROM ({COUNTED.format(end="follower")}) AS right_one LEFT JOIN profiles_followcount AS held
            ON held.account_id = account
        WHERE coalesce(held.following_count, 0) <> edges
    """,
    ("posts", "follows"): """
        SELECT count(*) FROM expected LEFT JOIN tie AS held ON held.kind = 'follow' AND held.source_id = follower
            AND held.target_id = followee AND held.state = expected.state AND held.version = expected.version
        WHERE held.id IS NULL
    """,
    ("notifications", "causes"): """
        SELECT count(*) FROM expected LEFT JOIN cause AS held ON held.type = 'follow' AND held.sender_id = follower
            AND held.subject_id = followee AND held.version = expected.version
            AND held.is_active = (expected.state = 'active')
        WHERE held.id IS NULL
    """,
    ("notifications", "counts of senders"): f"""
        SELECT count(*) FROM ({COUNTED.format(end="followee")}) AS right_one LEFT JOIN (
            SELECT recipient_id, sum(senders_count) AS senders FROM notification WHERE type = 'follow' GROUP BY 1
        ) AS held ON held.recipient_id = account
        WHERE coalesce(held.senders, 0) <> edges
    """,
}
"""By service and what is compared: a query for the number of wrong rows."""


@dataclass
class FollowEvents:
    """Follows from each of some followers to each of some followees; no account is both."""

    followers: int
    followees: int
    final: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """The last state and version of each follow."""

    def __post_init__(self) -> None:
        """Create the accounts' ids."""
        sources = [new_id() for _ in range(self.followers)]
        targets = [new_id() for _ in range(self.followees)]
        self.pairs = [(source, target) for source in sources for target in targets]

    def history(self, pair: tuple[str, str], *, versions: int, last: str = ACTIVE) -> list[RawEvent]:
        """Return the events of a follow that changes its state with each version, and remember its last state."""
        self.final[pair] = (last, versions)
        other = NONE if last == ACTIVE else ACTIVE
        return [
            followed(*pair, last if (versions - version) % 2 == 0 else other, version=version)
            for version in range(1, versions + 1)
        ]

    def mismatches(self, world: World) -> Iterator[str]:
        """Yield what is wrong in a service."""
        head = EXPECTED.format(rows=", ".join(map(_row, self.final.items())))
        for (service, what), check in CHECKS.items():
            wrong = world.sql(service, head + check)
            if wrong:
                yield f"{wrong} {what} in {service}"

    def expect_known(self, world: World, *, within: float = 60) -> None:
        """Wait until every service has the last state of every follow; note a finding for each that does not."""
        world.eventually(lambda: not list(self.mismatches(world)), within=within, otherwise="the edges are not known")
        world.findings += [("drift", mismatch) for mismatch in self.mismatches(world)]


def _row(item: tuple[tuple[str, str], tuple[str, int]]) -> str:
    (follower, followee), (state, version) = item
    return f"('{follower}'::uuid, '{followee}'::uuid, '{state}', {version})"
