"""Follows among people who do not exist, told by hand, and what the three services that hear of them must know then."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.letters import Letter, followed, new_id
from tests.faults.world import World

ACTIVE, NONE = "active", "none"

EXPECTED = "WITH expected (follower, followee, state, version) AS (VALUES {rows})"
COUNTED = "SELECT {end} AS account, count(*) FILTER (WHERE state = 'active') AS edges FROM expected GROUP BY 1"
CHECKS = {
    ("profiles", "follows"): """
        SELECT count(*) FROM expected LEFT JOIN profiles_follow AS held ON held.follower_id = follower
            AND held.followee_id = followee AND held.state = expected.state AND held.version = expected.version
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
        SELECT count(*) FROM expected LEFT JOIN posts_follow AS held ON held.follower_id = follower
            AND held.followee_id = followee AND held.state = expected.state AND held.version = expected.version
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
"""By service and what is compared: how many rows are not as they must be."""


@dataclass
class Edges:
    """Every edge from each of some followers to each of some followees; they are different people."""

    followers: int
    followees: int
    final: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """The last state and version of each edge."""

    def __post_init__(self) -> None:
        """Invent the people."""
        sources = [new_id() for _ in range(self.followers)]
        targets = [new_id() for _ in range(self.followees)]
        self.pairs = [(source, target) for source in sources for target in targets]

    def history(self, pair: tuple[str, str], *, versions: int, last: str = ACTIVE) -> list[Letter]:
        """Return the events of an edge that changes its state with each version, and remember how it ends."""
        self.final[pair] = (last, versions)
        other = NONE if last == ACTIVE else ACTIVE
        return [
            followed(*pair, last if (versions - version) % 2 == 0 else other, version=version)
            for version in range(1, versions + 1)
        ]

    def mismatches(self, world: World) -> Iterator[str]:
        """Yield what a service has wrong."""
        head = EXPECTED.format(rows=", ".join(map(_row, self.final.items())))
        for (service, what), check in CHECKS.items():
            wrong = world.sql(service, head + check)
            if wrong:
                yield f"{wrong} {what} in {service}"

    def expect_known(self, world: World, *, within: float = 60) -> None:
        """Wait until every service knows the last state of every edge; note a finding for each that does not."""
        world.eventually(lambda: not list(self.mismatches(world)), within=within, otherwise="the edges are not known")
        world.findings += [("drift", mismatch) for mismatch in self.mismatches(world)]


def _row(item: tuple[tuple[str, str], tuple[str, int]]) -> str:
    (follower, followee), (state, version) = item
    return f"('{follower}'::uuid, '{followee}'::uuid, '{state}', {version})"
